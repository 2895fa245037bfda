"""What search engines are told: every public page once, and when it really changed."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from lxml import etree

from news import sitemaps
from news.models import Article

pytestmark = pytest.mark.django_db

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
SITE = "https://news.example"
JANUARY, MARCH = (datetime(2026, month, 3, 14, tzinfo=UTC) for month in (1, 3))


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


def test_lists_have_no_date(client, make_article, topic):
    """Nothing says when one of them last lost an article."""
    make_article(topics=[topic])
    make_article("toutes", language="fr")
    found = entries(client)

    for path in ["/", "/news/", "/news/topics/partnerships/"]:
        assert found[SITE + path] is None
        assert found[f"{SITE}/fr{path}"] is None


def test_a_topic_is_listed_once_however_many_articles_it_has(client, make_article, topic):
    for number in range(3):
        make_article(f"n{number}", topics=[topic])

    assert f"{SITE}/news/topics/partnerships/" in entries(client)


@pytest.mark.parametrize("path", ["/sitemap.xml", "/news-sitemap.xml"])
def test_keeps_to_the_protocol(client, make_article, topic, path):
    schema = etree.RelaxNG(file=Path(__file__).parent / "schemas" / "sitemap.rng")

    def faults(document):
        schema.validate(etree.fromstring(document))
        return schema.error_log.filter_from_errors()

    assert not faults(client.get(path).content)
    english = make_article(headline="Salt & <rope>\x08", revised_at=timezone.now(), topics=[topic])
    make_article("toutes", language="fr", translation_of=english)
    document = client.get(path).text
    assert document.count("<url>") >= 2
    assert not faults(document.encode())
    # The schema is no mere formality.
    for wrong in [("<loc>http", "<loc>"), ("</loc>", "</loc><priority>high</priority>")]:
        assert faults(document.replace(*wrong).encode())
    for name in ["loc", "news:title", "news:language"] if "news" in path else ["loc"]:
        assert faults(re.sub(f"<{name}>.*?</{name}>", "", document).encode())
    dates = "(T[0-9:.]+)[-+][0-9:]+<"
    assert faults(re.sub(dates, r"\1<", document).encode())


def test_a_topic_without_articles_is_not_listed(client, make_article, topic):
    make_article()

    assert not [address for address in entries(client) if "topics" in address]


def test_every_address_is_a_page_that_search_engines_may_keep(client, make_article, topic):
    make_article(topics=[topic])
    for address in entries(client):
        page = client.get(address.removeprefix(SITE))

        assert page.status_code == 200
        assert f'<link rel="canonical" href="{address}">' in page.text
        assert "noindex" not in page.text
        assert "/text/" not in address


def test_every_page_and_its_twin_name_each_other(client, make_article, topic):
    english = make_article(topics=[topic])
    make_article("toutes", language="fr", translation_of=english)
    make_article("alone", language="fr")
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    twins = {
        url.findtext("s:loc", namespaces=NAMESPACES): {
            link.get("hreflang"): link.get("href") for link in url.findall("xhtml:link", NAMESPACES)
        }
        for url in root.findall("s:url", NAMESPACES)
    }

    assert twins.pop(f"{SITE}/fr/news/alone/") == {}
    for address, pair in twins.items():
        assert set(pair) == {"en", "fr"}
        assert pair["fr" if address.startswith(f"{SITE}/fr/") else "en"] == address
        for twin in pair.values():
            assert twins[twin] == pair
            assert f'hreflang="en" href="{pair["en"]}"' in client.get(twin.removeprefix(SITE)).text


def test_lists_the_other_public_pages_without_a_date(client):
    found = entries(client)

    for path in ["/press/", "/fundraise/guide/", "/privacy/", "/accessibility/", "/fundraise/"]:
        assert found[SITE + path] is None
        assert found[f"{SITE}/fr{path}"] is None


def news(client):
    """Return what the news sitemap says of each address: name, language, date and title."""
    root = ElementTree.fromstring(client.get("/news-sitemap.xml").content)
    paths = ["publication/news:name", "publication/news:language", "publication_date", "title"]
    return {
        url.findtext("s:loc", namespaces=NAMESPACES): [
            url.findtext(f"news:news/news:{path}", namespaces=NAMESPACES) for path in paths
        ]
        for url in root.findall("s:url", NAMESPACES)
    }


def test_the_news_sitemap_holds_two_days(client, make_article):
    now = timezone.now()
    fresh = now - timedelta(hours=47)
    make_article("fresh", headline="Salt & rope", publish_at=fresh)
    make_article("french", language="fr", headline="Sel et cordage", publish_at=fresh)
    make_article("older", publish_at=now - timedelta(hours=49), revised_at=now)
    make_article("later", publish_at=now + timedelta(hours=1))
    found = news(client)

    assert set(found) == {f"{SITE}/news/fresh/", f"{SITE}/fr/news/french/"}
    name, language, date, title = found[f"{SITE}/news/fresh/"]
    assert (name, language, title) == ("IJM Canada", "en", "Salt & rope")
    assert datetime.fromisoformat(date) == fresh
    name, language, _date, title = found[f"{SITE}/fr/news/french/"]
    assert (name, language, title) == ("IJM Canada", "fr", "Sel et cordage")


def test_an_article_leaves_the_news_sitemap_after_two_days(client, make_article, time_machine):
    published = make_article().publish_at
    time_machine.move_to(published + timedelta(hours=48, seconds=-1), tick=False)
    assert news(client)

    time_machine.move_to(published + timedelta(hours=48), tick=False)

    assert not news(client)


def test_an_empty_news_sitemap_is_valid(client):
    assert ElementTree.fromstring(client.get("/news-sitemap.xml").content) is not None


@pytest.mark.parametrize("path", ["/sitemap.xml", "/news-sitemap.xml"])
def test_is_bounded_in_queries(client, make_article, topic, path, django_assert_max_num_queries):
    for number in range(30):
        make_article(f"n{number}", topics=[topic])
    with django_assert_max_num_queries(3):
        client.get(path)


@pytest.fixture
def many(make_article, monkeypatch, topic):
    """Store more articles than a file holds."""
    monkeypatch.setattr(sitemaps, "LARGEST", 3)
    for number in range(8):
        make_article(f"n{number}", topics=[topic])


def files(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == f"{{{NAMESPACES['s']}}}sitemapindex"
    return [loc.text.removeprefix(SITE) for loc in root.findall("s:sitemap/s:loc", NAMESPACES)]


def test_many_articles_stand_in_several_files_each_once(client, many):
    together = [entries(client, path) for path in files(client)]

    assert len(files(client)) in {4, 5}
    assert len([address for file in together for address in file]) == len(set().union(*together))
    assert {f"{SITE}/news/n{number}/" for number in range(8)} < set().union(*together)
    assert f"{SITE}/news/topics/partnerships/" in together[0]
    assert max(len(file) for file in together[1:]) <= 3


def test_a_file_without_articles_is_neither_listed_nor_there(client, many):
    last = files(client)[-1]
    Article.objects.filter(slug__in=[a.split("/")[-2] for a in entries(client, last)]).delete()

    assert last not in files(client)
    assert client.get(last).status_code == 404


@pytest.mark.parametrize("part", ["999", "9" * 30, "-1", "x"])
def test_a_file_that_is_none_is_not_found(client, many, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_the_list_of_files_keeps_to_the_protocol(client, many):
    schema = etree.RelaxNG(file=Path(__file__).parent / "schemas" / "sitemap.rng")
    for path in ["/sitemap.xml", *files(client)]:
        assert schema.validate(etree.fromstring(client.get(path).content)), schema.error_log


def test_many_files_cost_no_query_more(client, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get("/sitemap.xml")
    for path in files(client):
        with django_assert_max_num_queries(2):
            client.get(path)


def test_robots_are_told_where_the_sitemaps_are(client):
    text = client.get("/robots.txt").text

    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert f"Sitemap: {SITE}/news-sitemap.xml" in text


def test_robots_may_read_all_that_is_to_be_found(client, make_article, make_photo, topic):
    photo = make_photo()
    make_article(topics=[topic], photo=photo)
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    feeds = ["/news/feed/", "/fr/news/topics/partnerships/feed/rss/", "/sitemap.xml"]
    picture = f"/media/{photo.fallback['name']}"

    for path in [*entries(client), *feeds, "/news/all-hands/text/", picture, "/static/x.css"]:
        assert robots.can_fetch("Googlebot", path)
    assert not robots.can_fetch("Googlebot", "/admin/login/")
