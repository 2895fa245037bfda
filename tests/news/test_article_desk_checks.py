"""The checks beside the save button: what refuses to publish, and how it is overridden."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from ijmsite.staff.models import AuditEvent
from news.models import Article

from .desk import ADD, LIST, change_url, errors, posted

pytestmark = pytest.mark.django_db

REASON = "The hearing is today; the picture follows."
OVERRIDE = 'name="override_reason"'
PLAIN = {"override_reason": "", "edit_kind": "minor"}


def publish(client, article, **fields):
    return posted(client, article, **{"status": "published", **PLAIN, **fields})


@pytest.fixture
def incomplete(make_article):
    return make_article(status="draft", publish_at=None, standfirst="", survivor_face="")


# The list on the page


def test_a_draft_shows_what_is_still_missing(desk, incomplete):
    page = desk.get(change_url(incomplete)).text

    assert "Before it can be published:" in page
    assert "There is no standfirst" in page
    assert 'href="#id_survivor_face"' in page
    assert "Please look again:" in page
    assert OVERRIDE not in page


def test_a_complete_draft_has_nothing_in_its_way(desk, draft, make_photo):
    page = desk.get(change_url(draft(photo=make_photo()))).text

    assert "Nothing stands in the way." in page
    assert "Before it can be published:" not in page


def test_a_new_article_is_not_judged_before_anything_is_written(desk):
    assert "checks-heading" not in desk.get(ADD).text


def test_a_public_article_says_what_stands_against_the_next_save(desk, make_article):
    page = desk.get(change_url(make_article(press_contact=None))).text
    assert "Before it can be saved:" in page
    assert "There is no press contact" in page


# Refusing


@pytest.mark.parametrize("later", [False, True], ids=["now", "scheduled"])
def test_what_a_check_stands_against_is_not_published(desk, incomplete, later):
    when = {"publish_at_0": "2030-03-05", "publish_at_1": "10:00"} if later else {}
    response = publish(desk, incomplete, headline="Typed", **when)

    assert sorted(errors(response)) == ["standfirst", "survivor_face"]
    assert "There is no standfirst" in errors(response)["standfirst"][0]
    assert "Before it can be published:" in response.text
    assert OVERRIDE in response.text
    assert 'value="Typed"' in response.text
    assert Article.objects.get().status == "draft"


def links_above(response):
    """Return the words and the goals of the links above the fields."""
    above = re.search(r'<div class="refused".*?</div>', response.text, re.DOTALL)[0]
    return dict(re.findall(r'<a href="#(\w+)"[^>]*>\s*(.*?)\s*</a>', above, re.DOTALL))


def test_what_is_refused_is_said_above_with_links_to_the_fields(desk, incomplete):
    wrong = {"unpublish_at_0": "2020-01-01", "unpublish_at_1": "10:00"}
    response = publish(desk, incomplete, dateline="x" * 200, **wrong)
    said = links_above(response)

    assert "There is no standfirst" in said["id_standfirst"]
    assert said["id_standfirst"].startswith("Standfirst – ")
    assert {"id_dateline", "id_survivor_face", "id_unpublish_at_0"} < {*said}
    assert all(f'id="{goal}"' in response.text for goal in said)
    assert response.text.index('class="refused"') < response.text.index("fieldset")


def test_nothing_is_said_above_where_nothing_was_refused(desk, incomplete):
    assert 'class="refused"' not in desk.get(change_url(incomplete)).text


def test_a_new_article_is_refused_likewise(desk, data):
    response = desk.post(ADD, data(status="published", standfirst="", survivor_name=""))

    assert sorted(errors(response)) == ["standfirst", "survivor_name"]
    assert OVERRIDE in response.text
    assert Article.objects.count() == 0


def test_looks_at_what_is_being_saved_and_not_at_what_was(desk, incomplete, bare_photo):
    better = {"standfirst": "Now there is one.", "survivor_face": "no"}
    picture = bare_photo(consent_scope="")
    worse = {"photo": picture.pk, "photo_alt": "Boats.", "body": '<p><a href="/x/">Boats</a></p>'}
    response = publish(desk, incomplete, **better, **worse)

    assert sorted(errors(response)) == ["body", "photo"]
    assert "“/x/” leads to no page" in errors(response)["body"][0]


def test_an_edit_of_what_is_public_is_checked_as_well(desk, make_article):
    article = make_article()
    response = publish(desk, article, body="<h3>Too small</h3><p>a</p>")

    assert list(errors(response)) == ["body"]
    assert "Before it can be saved:" in response.text
    assert Article.objects.get().body == article.body


def test_approvals_are_for_the_posted_text(desk, make_article):
    article = make_article(status="in_review", publish_at=None, approvals_required=1)
    response = publish(desk, article)
    assert "1 approval of exactly this text is missing." in errors(response)["approvals_required"]


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_a_draft_is_saved_whatever_is_missing(desk, incomplete, status):
    assert publish(desk, incomplete, status=status).status_code == 302


def test_nothing_stands_in_the_way_of_taking_down(desk, make_article):
    article = make_article(press_contact=None, survivor_name="")
    assert publish(desk, article, status="withdrawn").status_code == 302
    assert Article.objects.get().status == "withdrawn"


def test_another_error_does_not_hide_the_checks(desk, incomplete):
    response = publish(desk, incomplete, headline="")
    assert sorted(errors(response)) == ["headline", "standfirst", "survivor_face"]


# Overriding


def test_a_reason_overrides_and_is_kept(desk, incomplete):
    response = publish(desk, incomplete, override_reason=REASON)

    assert response.status_code == 302
    assert Article.objects.get().is_published
    event = AuditEvent.objects.get(action="override")
    assert (event.reason, event.actor.email) == (REASON, "pr@newsroom.example")
    assert event.details == {"codes": ["standfirst", "survivor"]}


@pytest.mark.parametrize("reason", ["x", "  too   ", " " * 40])
def test_a_reason_says_something(desk, incomplete, reason):
    response = publish(desk, incomplete, override_reason=reason)

    assert {"standfirst", "survivor_face"} <= errors(response).keys()
    assert ("override_reason" in errors(response)) == bool(reason.strip())
    assert not AuditEvent.objects.exists()


def test_a_reason_without_a_need_is_ignored(desk, make_article):
    publish(desk, make_article(status="draft", publish_at=None), override_reason=REASON)

    assert Article.objects.get().is_published
    assert not AuditEvent.objects.filter(action="override").exists()


def test_a_reason_overrides_the_checks_and_no_other_error(desk, incomplete):
    response = publish(desk, incomplete, headline="", override_reason=REASON)

    assert list(errors(response)) == ["headline"]
    assert REASON in response.text
    assert not AuditEvent.objects.exists()


def test_the_history_remembers_the_reason(desk, incomplete):
    publish(desk, incomplete, override_reason=REASON)
    assert REASON in incomplete.history.first().history_change_reason


# Warnings


def test_a_doubt_is_told_and_publishes(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    response = posted(desk, article, status="published", body="<p>Some 86,000 people.</p>")

    assert response.status_code == 302
    assert "“Some 86,000 people.” has a figure" in desk.get(LIST).text


def test_doubts_do_not_escape_into_markup(desk, make_article):
    article = make_article(
        status="draft", publish_at=None, headline="<i>x</i>", body="<p>&lt;i&gt; 86,000</p>"
    )
    publish(desk, article)
    assert "<i>" not in desk.get(LIST).text


def test_the_page_costs_the_same_however_long_the_text(
    desk, make_article, bare_photo, django_assert_max_num_queries
):
    short = make_article("short", body="<p>a</p>")
    links = "".join(f'<p><a href="/news/a{number}/">Boats</a></p>' for number in range(40))
    long = make_article("long", body=links)
    desk.get(change_url(short))
    with django_assert_max_num_queries(60) as queries:
        desk.get(change_url(short))
    with django_assert_max_num_queries(len(queries) + 3):
        desk.get(change_url(long))


def test_at_the_moment_of_publication_the_other_one_is_public(desk, make_article):
    """An embargoed package: both articles link to each other and go out together."""
    start = timezone.now().replace(microsecond=0) + timedelta(days=1)
    make_article("first", publish_at=start)
    second = make_article("second", publish_at=start, body="<p>a</p>")
    body = '<p><a href="/news/first/">The first part</a></p>'

    assert publish(desk, second, body=body).status_code == 302
    assert Article.objects.get(slug="second").body.count("/news/first/") == 1
