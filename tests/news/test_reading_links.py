"""Personal links to what is not public: who gets one, what it opens, and when it is over."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from ijmsite.mail.models import Message
from ijmsite.photos.store import store_photo
from ijmsite.staff.models import AuditEvent
from news.models import Article, ReadingLink
from news.reading.services import make_link
from news.services import index_photos
from tests.staff.people import member

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LIFT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
SECRET = "Boats for the harbor watch"
Purpose = ReadingLink.Purpose
Status = Article.Status


@pytest.fixture
def lead(db):
    return member("PR lead", email="lead@newsroom.example")


@pytest.fixture
def draft(make_article):
    return make_article("boats", headline=SECRET, status="draft", publish_at=None)


@pytest.fixture
def scheduled(make_article):
    return make_article("boats", headline=SECRET, publish_at=timezone.now() + timedelta(days=1))


@pytest.fixture
def link_to(lead):
    """Return a function that makes a link and returns its row and its path."""

    def make(article, purpose=Purpose.PREVIEW, **fields):
        fields = {"reader_name": "Noor Haddad", "days": timedelta(days=7)} | fields
        link, address = make_link(article, lead, purpose=purpose, **fields)
        return link, "/" + address.split("/", 3)[3]

    return make


@pytest.fixture
def new_photo():
    def new():
        buffer = io.BytesIO()
        Image.new("RGB", (60, 40), (200, 30, 30)).save(buffer, "JPEG")
        return store_photo(buffer, title="Boats", alt="Two boats.", credit="Ada Roy")

    return new


@pytest.fixture
def photo(new_photo):
    return new_photo()


def accept(client, path, from_our_page):
    return client.post(path, headers=from_our_page)


# Reading


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_shows_the_draft_to_its_reader_and_to_no_machine(client, draft, link_to, prefix):
    link, path = link_to(draft)
    response = client.get(prefix + path)
    html = response.text

    assert response.status_code == 200
    assert SECRET in html
    assert "Noor Haddad" in html
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert 'rel="canonical"' not in html
    assert "og:" not in html
    assert "ld+json" not in html
    # What could carry the address of the page away.
    assert "linkedin" not in html
    assert "inquiry-form" not in html
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.parametrize("publish_at", [None, timedelta(days=3)])
def test_shows_an_article_with_nothing_but_a_headline(client, make_article, link_to, publish_at):
    blank = {"standfirst": "", "body": "", "dateline": "", "byline": "", "press_contact": None}
    when = publish_at and timezone.now() + publish_at
    article = make_article(status="in_review", publish_at=when, **blank)

    assert client.get(link_to(article)[1]).status_code == 200


def test_reads_no_session(client, draft, link_to, lead, django_assert_max_num_queries):
    client.force_login(lead)
    path = link_to(draft, Purpose.APPROVAL)[1]
    with django_assert_max_num_queries(16) as queries:
        client.get(path)

    assert not [q for q in queries.captured_queries if "session" in q["sql"]]


def test_counts_the_openings(client, draft, link_to):
    link, path = link_to(draft)
    client.head(path)
    client.get(path)
    client.get(path)
    link.refresh_from_db()

    assert link.opens == 2
    assert link.last_opened_at is not None


def test_a_reading_changes_nothing_else(client, draft, link_to):
    link, path = link_to(draft)
    before = Article.objects.values().get()
    client.get(path)

    assert Article.objects.values().get() == before
    assert Article.history.count() == draft.history.count()


def test_a_preview_takes_no_post(client, draft, link_to, from_our_page, caplog):
    response = client.post(link_to(draft)[1], headers=from_our_page)

    assert response.status_code == 405
    # What is refused is logged by its address, which is the secret.
    assert "/news/reading/" not in caplog.text


# Closed


FORGED = [
    "x",
    "A" * 43,
    "A" * 8000,
    "%00",
    "a%00b",
    "%ff%fe",
    "é王" * 10,
    "..%2f..%2f",
    "%ed%a0%80",
    "' OR 1=1--",
]


@pytest.mark.matrix
@pytest.mark.parametrize("token", FORGED)
def test_a_wrong_link_is_an_address_that_never_was(client, draft, token):
    response = client.get(f"/news/reading/{token}/")

    assert response.status_code == 404
    assert SECRET not in response.text


def test_a_wrong_token_opens_no_picture(client, photo, with_photo):
    for token in FORGED:
        response = client.get(f"/media/{photo.fallback['name']}?reading={token}")

        assert response.status_code == 404, token


def expire(link):
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()


def revoke(link):
    link.revoke()


def withdraw(link):
    past = timezone.now() - timedelta(days=1)
    Article.objects.update(status=Status.WITHDRAWN, publish_at=past)


def take_down(link):
    past = timezone.now() - timedelta(days=1)
    end = timezone.now() - timedelta(hours=1)
    Article.objects.update(status=Status.PUBLISHED, publish_at=past, unpublish_at=end)


def delete(link):
    link.article.delete()


@pytest.mark.matrix
@pytest.mark.parametrize("end", [expire, revoke, withdraw, take_down, delete])
@pytest.mark.parametrize("is_pinned", [False, True])
def test_a_link_that_is_over_looks_like_one_that_never_was(
    client, draft, link_to, end, is_pinned, from_our_page
):
    link, path = link_to(draft, Purpose.APPROVAL, is_pinned=is_pinned)
    assert client.get(path).status_code == 200
    end(link)
    response = client.get(path)
    unknown = client.get(f"/news/reading/{'x' * 43}/")

    assert response.status_code == 404
    assert response.text.replace(path, "") == unknown.text.replace(unknown.request["PATH_INFO"], "")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post(path, {"decision": "approved"}, headers=from_our_page).status_code == 404


def test_two_links_open_their_own_article_only(client, make_article, link_to):
    one = make_article("one", status="draft", publish_at=None)
    two = make_article("two", status="draft", publish_at=None)
    html = client.get(link_to(one)[1]).text

    assert one.headline in html
    assert two.headline not in html


@pytest.mark.parametrize("purpose", Purpose.values)
def test_leads_to_the_public_page_once_there_is_one(client, make_article, link_to, purpose):
    article = make_article("boats")
    link, path = link_to(article, purpose)
    response = client.get(path)

    assert response.status_code == 302
    assert response.url == "/news/boats/"
    assert response["Cache-Control"] == "private, no-store"


def test_robots_do_not_hear_of_reading_links(client):
    assert "reading" not in client.get("/robots.txt").text


# Pinned or following


def test_a_pinned_link_keeps_its_text_and_says_so(client, draft, link_to, topic):
    draft.topics.add(topic)
    pinned, following = link_to(draft, is_pinned=True)[1], link_to(draft)[1]
    draft.headline, draft.body = "Quite another headline", "<p>Other.</p>"
    draft.save()
    draft.topics.clear()
    html = client.get(pinned).text

    assert SECRET in html
    assert "Body of boats." in html
    assert topic.name in html
    assert "Quite another headline" not in html
    assert "The article has been changed since" in html
    assert "Quite another headline" in client.get(following).text
    assert "has been changed since" not in client.get(following).text


def test_a_pinned_text_outlives_the_photo_it_had(client, make_article, link_to, photo):
    article = make_article(status="draft", publish_at=None, photo=photo)
    path = link_to(article, is_pinned=True)[1]
    article.photo = None
    article.save()
    photo.delete()

    assert client.get(path).status_code == 200


# Embargo


def test_a_journalist_promises_before_reading(client, scheduled, link_to, from_our_page):
    link, path = link_to(scheduled, Purpose.EMBARGO)
    html = client.get(path).text
    assert SECRET not in html
    assert "Standfirst" not in html
    assert scheduled.slug not in html
    assert "embargo ends on" in html

    response = accept(client, path, from_our_page)
    link.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, path)
    assert link.terms_accepted_at is not None
    assert not response.cookies

    html = client.get(path).text
    assert SECRET in html
    assert "Under embargo until" in html


def test_the_first_promise_counts(client, scheduled, link_to, from_our_page):
    link, path = link_to(scheduled, Purpose.EMBARGO)
    accept(client, path, from_our_page)
    first = ReadingLink.objects.get().terms_accepted_at
    response = accept(client, path, from_our_page)

    assert response.status_code == 303
    assert ReadingLink.objects.get().terms_accepted_at == first


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        # A browser without Fetch Metadata, on a page with `no-referrer`.
        ({"Origin": "null"}, 303),
        ({}, 403),
    ],
)
def test_nobody_else_promises_for_the_reader(client, scheduled, link_to, headers, status):
    path = link_to(scheduled, Purpose.EMBARGO)[1]
    response = client.post(path, headers=headers)

    assert response.status_code == status
    assert (ReadingLink.objects.get().terms_accepted_at is None) == (status == 403)
    assert SECRET not in response.text


def test_the_embargo_lifts_by_itself_at_its_second(client, make_article, link_to, from_our_page):
    with time_machine.travel(NOW, tick=False) as clock:
        article = make_article("boats", headline=SECRET, publish_at=LIFT)
        path = link_to(article, Purpose.EMBARGO)[1]
        html = client.get(path).text
        assert "March 3, 2026, 9 a.m. EST" in html
        assert "2026-03-03 14:00 UTC" in html
        accept(client, path, from_our_page)

        clock.move_to(LIFT - timedelta(seconds=1))
        assert client.get(path).status_code == 200
        clock.move_to(LIFT)
        assert client.get(path).url == "/news/boats/"
        clock.move_to(LIFT + timedelta(days=1, seconds=1))
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_an_article_that_is_no_longer_scheduled_is_closed_to_journalists(
    client, scheduled, link_to, from_our_page, status
):
    path = link_to(scheduled, Purpose.EMBARGO)[1]
    accept(client, path, from_our_page)
    scheduled.status = status
    scheduled.save()

    assert client.get(path).status_code == 404


# Pictures


def picture(client, photo, path, name=None):
    token = path.rstrip("/").rpartition("/")[2]
    return client.get(f"/media/{name or photo.fallback['name']}", {"reading": token})


@pytest.fixture
def with_photo(draft, photo):
    draft.photo = photo
    draft.save()
    return draft


def test_the_reader_sees_the_pictures_of_the_text(
    client, with_photo, photo, link_to, make_article, new_photo
):
    public = make_article("public", photo=new_photo())
    path = link_to(with_photo)[1]
    token = path.rstrip("/").rpartition("/")[2]
    response = picture(client, photo, path)

    html = client.get(path).text
    assert f"{photo.fallback['name']}?reading={token}" in html
    # A picture that everybody may see is not asked for with a secret.
    assert f"{public.photo.fallback['name']} " in html
    assert f"{public.photo.fallback['name']}?" not in html
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert client.get(f"/media/{photo.fallback['name']}").status_code == 404


def test_the_reader_sees_the_pictures_inside_the_text(client, draft, photo, link_to):
    draft.body = f'<figure data-photo="{photo.pk}" data-alt="Two boats."></figure><p>Text.</p>'
    draft.save()
    index_photos(draft)
    path = link_to(draft)[1]
    token = path.rstrip("/").rpartition("/")[2]

    assert f"?reading={token}" in client.get(path).text
    assert picture(client, photo, path).status_code == 200


def test_the_original_is_for_nobody_outside(client, with_photo, photo, link_to):
    path = link_to(with_photo)[1]

    assert picture(client, photo, path, photo.file.name).status_code == 404


def test_a_link_opens_no_picture_of_another_article(
    client, with_photo, photo, link_to, make_article
):
    other = make_article("other", status="draft", publish_at=None)

    assert picture(client, photo, link_to(other)[1]).status_code == 404


@pytest.mark.parametrize("end", [expire, revoke, delete])
def test_the_pictures_go_with_the_link(client, with_photo, photo, link_to, end):
    link, path = link_to(with_photo)
    end(link)

    assert picture(client, photo, path).status_code == 404


def test_a_picture_without_consent_is_shown_to_no_reader(client, with_photo, photo, link_to):
    path = link_to(with_photo, is_pinned=True)[1]
    photo.consent_withdrawn_at = timezone.now()
    photo.save()

    assert picture(client, photo, path).status_code in {404, 410}
    assert photo.directory not in client.get(path).text


def test_a_pinned_text_keeps_its_own_picture(client, with_photo, photo, link_to):
    pinned, following = link_to(with_photo, is_pinned=True)[1], link_to(with_photo)[1]
    with_photo.photo = None
    with_photo.save()

    assert picture(client, photo, pinned).status_code == 200
    assert picture(client, photo, following).status_code == 404


def test_a_promise_comes_before_the_pictures(client, with_photo, photo, link_to, from_our_page):
    with_photo.status, with_photo.publish_at = "published", timezone.now() + timedelta(days=1)
    with_photo.save()
    path = link_to(with_photo, Purpose.EMBARGO)[1]
    assert picture(client, photo, path).status_code == 404
    accept(client, path, from_our_page)
    assert picture(client, photo, path).status_code == 200

    with_photo.status = "draft"
    with_photo.save()
    assert picture(client, photo, path).status_code == 404


# Making and revoking


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
    client.force_login(lead)
    lead.groups.clear()
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
