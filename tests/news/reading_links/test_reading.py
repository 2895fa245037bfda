"""A personal link opens a text that is not public, to its reader and until it is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article

from .conftest import FORGED, SECRET, Purpose, Status, delete, expire, revoke

pytestmark = pytest.mark.django_db


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


def test_its_page_is_never_compressed(client, draft, link_to, from_our_page):
    """It repeats what its reader sends, beside a text that is still secret."""
    _link, path = link_to(draft, Purpose.APPROVAL)
    headers = {"Accept-Encoding": "gzip"}
    pages = [
        client.get(path, headers=headers),
        client.post(path, {"comment": "My words"}, headers=headers | from_our_page),
    ]

    assert "My words" in pages[1].text
    for page in pages:
        assert SECRET in page.text
        assert "Content-Encoding" not in page


def test_a_preview_takes_no_post(client, draft, link_to, from_our_page, caplog):
    _link, path = link_to(draft)
    response = client.post(path, headers=from_our_page)

    assert response.status_code == 405
    # What is refused is logged by its address, which is the secret.
    token = path.strip("/").rpartition("/")[2]
    assert "/news/reading/…/" in caplog.text
    assert token not in caplog.text


# Closed


@pytest.mark.matrix
@pytest.mark.parametrize("token", FORGED)
def test_a_wrong_link_is_an_address_that_never_was(client, draft, token):
    response = client.get(f"/news/reading/{token}/")

    assert response.status_code == 404
    assert SECRET not in response.text


def withdraw(link):
    past = timezone.now() - timedelta(days=1)
    Article.objects.update(status=Status.WITHDRAWN, publish_at=past)


def take_down(link):
    past = timezone.now() - timedelta(days=1)
    end = timezone.now() - timedelta(hours=1)
    Article.objects.update(status=Status.PUBLISHED, publish_at=past, unpublish_at=end)


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
