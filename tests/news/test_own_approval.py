"""Nobody approves a text in the reviewer's name: not by a slip, and not unseen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ijmsite.mail.models import Message
from ijmsite.staff.audit import in_words
from ijmsite.staff.models import AuditEvent, User
from news.models import ReadingLink, Review
from news.reading.services import make_link
from tests.staff.people import member

pytestmark = pytest.mark.django_db

NOOR = {"reader_name": "Noor Haddad"}


@pytest.fixture
def lead():
    return member("PR lead", first_name="Ana")


@pytest.fixture
def article(make_article):
    return make_article(status="in_review", publish_at=None, approvals_required=1)


@pytest.fixture
def answer(article, lead, from_our_page):
    """Return a function that answers by a new link, in a browser where `signed_in` is signed in."""

    def answer(signed_in=None, decision="approved", **fields):
        fields = NOOR | {"purpose": "approval", "days": timedelta(days=7)} | fields
        _link, address = make_link(article, lead, **fields)
        path = "/" + address.split("/", 3)[3]
        browser = Client()
        if signed_in:
            browser.force_login(signed_in)
        fingerprint = browser.get(path).context["form"].initial["fingerprint"]
        said = {"decision": decision, "comment": "Two boats.", "fingerprint": fingerprint}
        return browser.post(path, said, headers=from_our_page)

    return answer


def test_who_made_the_link_does_not_approve_by_it(answer, lead):
    refused = answer(lead)

    assert refused.status_code == 403
    assert "so you cannot approve it" in refused.text
    assert "Two boats." in refused.text
    assert not Review.objects.exists()


def test_who_wrote_the_text_last_does_not_approve_it(answer, article):
    writer = member("Writer")
    article._history_user = writer
    article.save()

    assert answer(writer).status_code == 403
    assert not Review.objects.exists()


def test_who_wrote_the_text_earlier_does_not_approve_it(answer, article, lead):
    writer = member("Writer")
    for user, fields in [(writer, {"body": "<p>Mine.</p>"}), (lead, {"unpublish_at": None})]:
        article._history_user = user
        for name, value in fields.items():
            setattr(article, name, value)
        article.save()

    assert answer(writer).status_code == 403
    assert not Review.objects.exists()


def test_nobody_sends_the_reviewers_link_to_themselves(desk, make_article):
    article = make_article(status="in_review", publish_at=None)
    page = reverse("admin:news_article_reading_link_add", args=[article.pk])
    sent = {"reader_name": "Legal", "days": 7, "language": "en", "reader_email": "LEAD@s.example"}
    User.objects.update(email="lead@s.example")

    refused = desk.post(page, sent | {"purpose": "approval"})
    assert "your own address" in str(refused.context["form"].errors["reader_email"])
    assert not ReadingLink.objects.exists()
    assert desk.post(page, sent | {"purpose": "preview"}).status_code == 200
    assert ReadingLink.objects.count() == 1


def test_changes_are_asked_for_by_anybody(answer, lead):
    assert answer(lead, "changes").status_code == 303
    assert Review.objects.get().decision == "changes"


def test_that_somebody_else_of_the_staff_was_signed_in_stands_in_the_audit_list(answer):
    other = member("Writer", first_name="Bo", last_name="Roy")

    assert answer(other).status_code == 303
    event = AuditEvent.objects.get(action="review")
    assert event.details["signed_in_as"] == "Bo Roy"
    assert event.who == "Noor Haddad (reading link)"


@pytest.mark.parametrize(("email", "seen"), [("", True), ("noor@reviewer.example", False)])
def test_the_audit_list_says_whether_somebody_else_saw_the_address(answer, email, seen):
    answer(reader_email=email)
    words = in_words(AuditEvent.objects.get(action="review").details)

    assert ("who made the link saw its address: Ana" in words) is seen


@pytest.mark.parametrize(
    ("purpose", "email", "shown"),
    [
        ("approval", "noor@reviewer.example", False),
        ("approval", "", True),
        ("preview", "noor@reviewer.example", True),
    ],
)
def test_the_address_of_an_approval_goes_to_the_reviewer_alone(
    client, lead, article, purpose, email, shown
):
    client.force_login(lead)
    url = reverse("admin:news_article_reading_link_add", args=[article.pk])
    sent = NOOR | {"purpose": purpose, "days": 7, "reader_email": email, "language": "en"}
    page = client.post(url, sent)

    assert page.status_code == 200
    assert ("/news/reading/" in page.text) is shown
    assert Message.objects.filter(to=email or "-").count() == bool(email)
    if not shown:
        assert "nobody else sees the address" in page.text
        assert "noor@reviewer.example" in page.text
