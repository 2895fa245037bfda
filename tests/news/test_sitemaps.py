"""What search engines are told: every public page once, and when it really changed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
SITE = "https://news.example"
JANUARY, MARCH, JUNE = (datetime(2026, month, 3, 14, tzinfo=UTC) for month in (1, 3, 6))


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = SITE


def entries(client, path="/sitemap.xml"):
    """Return the addresses of a sitemap with their dates, in the order of the file."""
    response = client.get(path, headers={"X-Forwarded-Host": "evil.example"})
    assert response["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(response.content)
    found = {}
    for url in root.findall("s:url", NAMESPACES):
        lastmod = url.findtext("s:lastmod", namespaces=NAMESPACES)
        address = url.findtext("s:loc", namespaces=NAMESPACES)
        assert address not in found
        found[address] = lastmod and datetime.fromisoformat(lastmod)
    return found


def test_an_article_stands_there_once_with_the_date_of_its_last_correction(client, make_article):
    make_article("plain", publish_at=JANUARY)
    make_article("corrected", publish_at=JANUARY, revised_at=MARCH, language="fr")
    found = entries(client)

    assert found[f"{SITE}/news/plain/"] == JANUARY
    assert found[f"{SITE}/fr/news/corrected/"] == MARCH
    assert not {f"{SITE}/fr/news/plain/", f"{SITE}/news/corrected/"} & set(found)


def test_a_minor_edit_moves_no_date(client, make_article):
    article = make_article(publish_at=JANUARY)
    article.body = "<p>Other.</p>"
    article.save()

    assert entries(client)[f"{SITE}/news/all-hands/"] == JANUARY


def test_lists_change_with_the_newest_article_on_them(client, make_article, topic):
    make_article("on-topic", publish_at=JANUARY, revised_at=MARCH, topics=[topic])
    make_article("newest", publish_at=JUNE)
    make_article("draft", status="draft", publish_at=timezone.now(), topics=[topic])
    found = entries(client)

    for path in ["/", "/fr/", "/news/", "/fr/news/"]:
        assert found[SITE + path] == JUNE
    assert found[f"{SITE}/news/topics/partnerships/"] == MARCH


def test_a_topic_without_articles_is_not_listed(client, make_article, topic):
    make_article()

    assert not [address for address in entries(client) if "topics" in address]


def test_every_address_is_a_page_and_names_its_twin(client, make_article, topic):
    make_article(topics=[topic])
    response = client.get("/sitemap.xml")
    root = ElementTree.fromstring(response.content)
    for url in root.findall("s:url", NAMESPACES):
        path = url.findtext("s:loc", namespaces=NAMESPACES).removeprefix(SITE)
        assert client.get(path).status_code == 200
        assert "/text/" not in path
        twins = [link.get("href") for link in url.findall("xhtml:link", NAMESPACES)]
        if not path.endswith("/all-hands/"):
            assert {SITE + path} < set(twins)
            assert len(twins) == 2


def test_lists_the_other_public_pages_without_a_date(client):
    found = entries(client)

    for path in ["/press/", "/fundraise/guide/", "/privacy/", "/accessibility/", "/fundraise/"]:
        assert found[SITE + path] is None
        assert found[f"{SITE}/fr{path}"] is None


def test_the_news_sitemap_holds_two_days(client, make_article):
    now = timezone.now()
    make_article("fresh", headline="Salt & rope", publish_at=now - timedelta(hours=47))
    make_article("french", language="fr")
    make_article("older", publish_at=now - timedelta(hours=49), revised_at=now)
    root = ElementTree.fromstring(client.get("/news-sitemap.xml").content)
    found = {
        url.findtext("s:loc", namespaces=NAMESPACES): url.find("news:news", NAMESPACES)
        for url in root.findall("s:url", NAMESPACES)
    }

    assert set(found) == {f"{SITE}/news/fresh/", f"{SITE}/fr/news/french/"}
    fresh = found[f"{SITE}/news/fresh/"]
    assert fresh.findtext("news:title", namespaces=NAMESPACES) == "Salt & rope"
    publication = fresh.find("news:publication", NAMESPACES)
    assert publication.findtext("news:name", namespaces=NAMESPACES) == "IJM Canada"
    assert publication.findtext("news:language", namespaces=NAMESPACES) == "en"


def test_an_empty_news_sitemap_is_valid(client):
    assert ElementTree.fromstring(client.get("/news-sitemap.xml").content) is not None


@pytest.mark.parametrize("path", ["/sitemap.xml", "/news-sitemap.xml"])
def test_is_bounded_in_queries(client, make_article, topic, path, django_assert_max_num_queries):
    for number in range(30):
        make_article(f"n{number}", topics=[topic])
    with django_assert_max_num_queries(3):
        client.get(path)


def test_robots_are_told_where_the_sitemaps_are(client):
    text = client.get("/robots.txt").text

    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert f"Sitemap: {SITE}/news-sitemap.xml" in text
