"""What was promised to a journalist or asked by a reviewer is not passed over by a slip."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ijmsite.staff.models import AuditEvent
from news.models import ReadingLink, Review

from .desk import at, errors, posted

pytestmark = pytest.mark.django_db
SLIP = {"override_reason": ""}


@pytest.fixture
def scheduled(make_article):
    return make_article(publish_at=timezone.now() + timedelta(days=2))


def link(article, purpose, **fields):
    expires_at = timezone.now() + timedelta(days=7)
    made = ReadingLink(
        article=article, purpose=purpose, reader_name="Jo", expires_at=expires_at, **fields
    )
    made.new_token()
    made.save()
    return made


@pytest.mark.parametrize("when", ["now", "an hour earlier"])
def test_an_accepted_embargo_is_not_broken_by_a_slip(desk, scheduled, when):
    link(scheduled, "embargo", terms_accepted_at=timezone.now())
    time = {"publish_at_0": "", "publish_at_1": ""}
    if when != "now":
        time = at("publish_at", scheduled.publish_at - timedelta(hours=1))

    refused = posted(desk, scheduled, **time, **SLIP)

    assert "accepted an embargo" in errors(refused)["publish_at"][0]
    scheduled.refresh_from_db()
    assert scheduled.is_scheduled
    posted(desk, scheduled, **time, override_reason="The court published it this morning.")
    assert AuditEvent.objects.get(action="override").details == {"codes": ["embargo"]}


def test_a_later_time_breaks_no_embargo(desk, scheduled):
    link(scheduled, "embargo", terms_accepted_at=timezone.now())
    later = at("publish_at", scheduled.publish_at + timedelta(days=1))

    assert posted(desk, scheduled, **later, **SLIP).status_code == 302


def test_terms_that_nobody_accepted_bind_nobody(desk, scheduled):
    link(scheduled, "embargo")

    assert posted(desk, scheduled, publish_at_0="", publish_at_1="", **SLIP).status_code == 302


def test_changes_that_a_reviewer_asks_for_stand_in_the_way(desk, make_article):
    draft = make_article(status="in_review", publish_at=None)
    review = Review(link=link(draft, "approval"), decision="changes", comment="Not like this.")
    review.fingerprint = draft.fingerprint
    review.save()

    refused = posted(desk, draft, status="published", **SLIP)
    assert "asks for changes" in errors(refused)["approvals_required"][0]

    changed = posted(desk, draft, status="published", standfirst="Now like that.", **SLIP)
    assert changed.status_code == 302


def test_fewer_approvals_at_the_moment_of_publication_want_a_reason(desk, make_article):
    draft = make_article(status="in_review", publish_at=None, approvals_required=1)

    refused = posted(desk, draft, status="published", approvals_required="0", **SLIP)

    assert "missing" in errors(refused)["approvals_required"][0]


def test_fewer_approvals_of_a_draft_stand_in_the_audit_list(desk, make_article):
    draft = make_article(status="draft", publish_at=None, approvals_required=2)

    posted(desk, draft, approvals_required="1")

    assert AuditEvent.objects.get(action="override").details == {"fewer_approvals": 1}


def test_a_writer_asks_for_no_fewer_approvals(writer, make_article):
    draft = make_article(status="draft", publish_at=None, approvals_required=2)

    refused = posted(writer, draft, approvals_required="0")

    assert "Only somebody who publishes" in errors(refused)["approvals_required"][0]


@pytest.mark.parametrize("words", ["TK", "told us TK figure", "XXX", "Lorem ipsum dolor", "TODO"])
def test_what_is_still_to_come_stands_in_the_way(desk, make_article, words):
    draft = make_article(status="draft", publish_at=None, body=f"<p>Maria {words}</p>")

    refused = posted(desk, draft, status="published", **SLIP)

    assert "is to come" in errors(refused)["body"][0]


def test_a_picture_for_one_story_is_not_shown_in_another(desk, make_article, make_photo):
    photo = make_photo(consent_scope="story", consent_reference="file 12")
    make_article("first", photo=photo, photo_alt="Boats.")
    draft = make_article("second", status="draft", publish_at=None, photo=photo, photo_alt="Boats.")

    refused = posted(desk, draft, status="published", **SLIP)

    assert "for one story only" in errors(refused)["photo"][0]


def test_what_was_rewritten_while_it_was_withdrawn_is_asked_about(desk, make_article):
    article = make_article()
    posted(desk, article, status="withdrawn", edit_kind="")
    posted(desk, article, body="<p>Quite another text.</p>", edit_kind="")

    refused = posted(desk, article, status="published", edit_kind="", **SLIP)

    assert "Readers have seen other words" in errors(refused)["edit_kind"][0]


def test_what_is_late_is_news_from_now_on(desk, make_article):
    planned = timezone.now() - timedelta(days=3)
    late = make_article(status="in_review", publish_at=planned)

    posted(desk, late, status="published")

    late.refresh_from_db()
    assert timezone.now() - late.publish_at < timedelta(minutes=1)
