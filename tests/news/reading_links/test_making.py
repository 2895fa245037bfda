"""Who makes personal links to what is not public, and who takes them back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ijmsite.mail.models import Message
from ijmsite.staff.models import AuditEvent, User
from news.models import ReadingLink
from news.reading.services import keep_embargo_links
from tests.staff.people import member

from .conftest import SECRET, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_data():
    return {
        "reader_name": "Noor Haddad",
        "purpose": "preview",
        "days": "7",
        "reader_email": "",
        "language": "en",
    }


def add_page(article):
    return reverse("admin:news_article_reading_link_add", args=[article.pk])


def change_page(article):
    return reverse("admin:news_article_change", args=[article.pk])


def test_the_new_link_is_shown_once_and_kept_by_nobody(client, lead, draft, form_data):
    client.force_login(lead)
    assert client.get(add_page(draft)).status_code == 200
    response = client.post(add_page(draft), form_data)
    link = ReadingLink.objects.get()
    address = response.context["address"]
    token = address.rstrip("/").rpartition("/")[2]

    assert response.status_code == 200
    assert f'value="{address}"' in response.text
    assert address.endswith(f"/news/reading/{token}/")
    assert token not in str(ReadingLink.objects.values())
    assert token not in str(AuditEvent.objects.values())
    assert not Message.objects.exists()
    assert link.made_by == lead
    assert timedelta(days=6.9) < link.expires_at - timezone.now() < timedelta(days=7)

    html = client.get(change_page(draft)).text
    assert "Noor Haddad" in html
    assert "Not opened yet." in html
    assert token not in html


def test_making_and_revoking_stand_in_the_audit_list(client, lead, draft, form_data):
    client.force_login(lead)
    client.post(add_page(draft), form_data)
    link = ReadingLink.objects.get()
    page = reverse("admin:news_article_reading_link_revoke", args=[draft.pk, link.pk])
    for _twice in range(2):
        assert client.post(page).url == f"{change_page(draft)}#reading-links"
    events = AuditEvent.objects.order_by("pk")

    assert [event.action for event in events] == ["link", "revoke"]
    assert all(event.actor == lead and event.details["link"] == link.pk for event in events)
    assert "Noor" not in str(events.values())
    assert "Revoked" in client.get(change_page(draft)).text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("purpose", ["preview", "approval", "embargo"])
def test_the_link_is_mailed_without_the_headline(
    client, lead, scheduled, form_data, language, purpose
):
    client.force_login(lead)
    form_data |= {
        "reader_email": "noor@courier.example",
        "language": language,
        "purpose": purpose,
    }
    address = client.post(add_page(scheduled), form_data).context["address"]
    message = Message.objects.get()

    assert address in message.text
    assert ("/fr/news/reading/" in address) == (language == "fr")
    assert message.to == "noor@courier.example"
    assert message.is_secret
    assert SECRET not in message.subject + message.text
    assert message.reply_to == ["press@newsroom.example"]
    assert message.expires_at == ReadingLink.objects.get().expires_at


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("days", "15", "14 days at most"),
        ("days", "0", "at least one day"),
        ("days", "-3", "at least one day"),
        ("days", "1e9", "Enter a whole number"),
        ("days", "", "required"),
        ("reader_name", "", "who will read it"),
        ("reader_name", "Noor\r\nBcc: eve@evil.example", "one line"),
        ("reader_name", "N" * 121, "at most 120"),
        ("reader_name", "a\0b", "Null characters"),
        ("reader_email", "a@b.example, c@d.example", "valid email"),
        ("reader_email", "a@[127.0.0.1]", "full domain"),
        ("purpose", "embargo", "needs an article that is scheduled"),
        ("purpose", "everything", "needs an article that is scheduled"),
        ("language", "de", "not one of the available"),
    ],
)
def test_a_link_is_refused_with_a_sentence(client, lead, draft, form_data, field, value, sentence):
    client.force_login(lead)
    response = client.post(add_page(draft), form_data | {field: value})

    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors[field])
    assert not ReadingLink.objects.exists()


def test_an_embargo_link_ends_a_day_after_publication(client, lead, scheduled, form_data):
    client.force_login(lead)
    client.post(add_page(scheduled), form_data | {"purpose": "embargo", "days": "14"})

    assert ReadingLink.objects.get().expires_at == scheduled.publish_at + timedelta(days=1)


def test_its_mail_may_leave_as_long_as_the_link_lasts_after_another_time(
    client, lead, scheduled, form_data
):
    client.force_login(lead)
    data = {"purpose": "embargo", "days": "14", "reader_email": "noor@courier.example"}
    client.post(add_page(scheduled), form_data | data)
    scheduled.publish_at += timedelta(days=2)

    keep_embargo_links(scheduled)

    link, message = ReadingLink.objects.get(), Message.objects.get()
    assert link.expires_at == scheduled.publish_at + timedelta(days=1)
    assert message.expires_at == link.expires_at


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_what_was_public_gets_no_links(client, lead, make_article, form_data, status):
    client.force_login(lead)
    article = make_article(status=status)
    response = client.post(add_page(article), form_data)

    assert response.url == f"{change_page(article)}#reading-links"
    assert not ReadingLink.objects.exists()


@pytest.mark.parametrize(
    ("roles", "state", "status"),
    [
        (["Writer"], "draft", 200),
        (["Writer"], "scheduled", 403),
        (["PR lead"], "scheduled", 200),
        (["Fundraising"], "draft", 403),
        ([], "draft", 403),
    ],
)
def test_whoever_may_change_the_article_may_make_links(
    client, make_article, form_data, roles, state, status
):
    client.force_login(member(*roles))
    scheduled = {"publish_at": timezone.now() + timedelta(days=1)}
    article = make_article(**(scheduled if state == "scheduled" else {"status": "draft"}))

    assert client.get(add_page(article)).status_code == status
    assert client.post(add_page(article), form_data).status_code == status
    assert ReadingLink.objects.exists() == (status == 200)


def test_a_writer_gives_nothing_under_embargo(client, draft, form_data):
    client.force_login(member("Writer"))
    client.post(add_page(draft), form_data | {"purpose": "embargo"})

    assert not ReadingLink.objects.exists()


def test_a_role_that_was_taken_away_makes_and_revokes_nothing(
    client, lead, draft, form_data, link_to
):
    link, path = link_to(draft)
    lead.groups.clear()
    client.force_login(User.objects.get(pk=lead.pk))
    page = reverse("admin:news_article_reading_link_revoke", args=[draft.pk, link.pk])

    assert client.post(add_page(draft), form_data).status_code == 403
    assert client.post(page).status_code == 403
    assert client.get(path).status_code == 200


def test_a_link_is_revoked_at_its_own_article_and_by_post(client, lead, make_article, link_to):
    client.force_login(lead)
    one = make_article("one", status="draft", publish_at=None)
    two = make_article("two", status="draft", publish_at=None)
    link, path = link_to(one)
    elsewhere = reverse("admin:news_article_reading_link_revoke", args=[two.pk, link.pk])
    here = reverse("admin:news_article_reading_link_revoke", args=[one.pk, link.pk])

    assert client.post(elsewhere).status_code == 404
    assert client.get(here).status_code == 405
    assert client.get(path).status_code == 200


def test_an_unknown_article_has_no_links(client, lead, form_data):
    client.force_login(lead)

    assert client.get("/admin/news/article/999/reading-links/add/").status_code == 404
    assert client.get("/admin/news/article/x/reading-links/add/").status_code == 404


def test_many_links_cost_no_more_queries(
    client, lead, draft, link_to, django_assert_max_num_queries
):
    client.force_login(lead)
    link_to(draft, Purpose.APPROVAL)
    client.get(change_page(draft))
    with django_assert_max_num_queries(60) as few:
        client.get(change_page(draft))
    for _another in range(5):
        link_to(draft, Purpose.APPROVAL, is_pinned=True)
    with django_assert_max_num_queries(len(few)):
        client.get(change_page(draft))
