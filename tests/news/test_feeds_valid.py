"""The feeds against their standards: RFC 4287, RSS 2.0, and what a feed reader makes of both."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree

from tests.news.test_feeds import EVERY, read

pytestmark = pytest.mark.django_db

SITE = "https://news.example"
SCHEMA = Path(__file__).parent / "schemas" / "atom.rng"
ATOM = [path for path in EVERY if not path.endswith("/rss/")]
RSS = [path for path in EVERY if path.endswith("/rss/")]
A, ATOM_LINK = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/2005/Atom}link"
MARCH = datetime(2026, 3, 3, 14, tzinfo=UTC)
HOSTILE = "A\x08B\x1f]]>\ufffe<&\"'<script>"
# RFC 822, section 5.1, with the four digits of a year that RSS prefers.
RFC_822 = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def photo(make_photo):
    return make_photo(caption="In the harbour")


@pytest.fixture
def articles(make_article, photo, topic):
    """Store in each language an article with all that a feed can carry, and a hostile one."""
    for language in ("en", "fr"):
        fields = {"language": language, "topics": [topic], "photo": photo, "photo_alt": "Boats"}
        full = make_article(
            f"full-{language}", publish_at=MARCH, revised_at=MARCH + timedelta(days=1), **fields
        )
        full.corrections.create(note="The sum was wrong.", made_at=MARCH)
        hostile = make_article(
            f"hostile-{language}",
            headline=HOSTILE,
            standfirst=HOSTILE,
            byline=HOSTILE,
            body=f'<p>{HOSTILE}</p><figure data-photo="{photo.pk}" data-alt="B"></figure>',
            publish_at=MARCH - timedelta(days=1),
            **fields,
        )
        hostile.corrections.create(note=HOSTILE, made_at=MARCH)


def faults(document):
    schema = etree.RelaxNG(file=SCHEMA)
    schema.validate(etree.fromstring(document))
    return schema.error_log.filter_from_errors()


# Atom: RFC 4287


@pytest.mark.parametrize("path", ATOM)
def test_an_empty_feed_meets_the_schema_of_the_rfc(client, topic, path):
    assert not faults(client.get(path).content)


@pytest.mark.parametrize("path", ATOM)
def test_a_full_feed_meets_the_schema_of_the_rfc(client, articles, path):
    document = client.get(path).content

    assert document.count(b"<entry>") == 2
    assert not faults(document)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<id>.*?</id>", ""),
        ("(<entry>.*?)<id>.*?</id>", r"\1"),
        ("<title>.*?</title>", ""),
        ("<entry>", "<entry><title>Another</title>"),
        ("<updated>.*?</updated>", "<updated>Tue, 03 Mar 2026 14:00:00 +0000</updated>"),
        ("(<entry>.*?)<updated>.*?</updated>", r"\1<updated>2026-13-03T14:00:00Z</updated>"),
        ("<published>(.*?)</published>", r"<pubDate>\1</pubDate>"),
        ("<link href=", "<link url="),
        ("<category term=", "<category label="),
        ('(rel="enclosure".*?) type="image/jpeg"', r'\1 type="jpeg"'),
    ],
)
def test_a_feed_with_a_fault_does_not(client, articles, right, wrong):
    document = client.get("/news/feed/").text
    changed, count = re.subn(right, wrong, document, count=1, flags=re.DOTALL)

    assert count == 1
    assert not faults(document.encode())
    assert faults(changed.encode())


@pytest.mark.parametrize("path", ATOM)
def test_says_what_the_schema_of_the_rfc_cannot_ask_for(client, articles, path):
    feed = ElementTree.fromstring(client.get(path).content)
    entries = feed.findall(f"{A}entry")
    ids = [each.findtext(f"{A}id") for each in [feed, *entries]]

    assert len(set(ids)) == len(ids)
    assert links(feed, "self") == [SITE + path]
    for each in [feed, *entries]:
        assert each.findtext(f"{A}author/{A}name")
        assert len(links(each, "alternate")) == 1
    for entry in entries:
        assert entry.findtext(f"{A}updated") >= entry.findtext(f"{A}published")


def links(element, rel):
    found = element.findall(ATOM_LINK)
    return [link.get("href") for link in found if link.get("rel", "alternate") == rel]


# RSS 2.0


@pytest.mark.parametrize("path", RSS)
def test_a_channel_has_what_rss_asks_for(client, articles, path):
    channel = ElementTree.fromstring(client.get(path).content).find("channel")
    built = channel.findtext("lastBuildDate")
    (own,) = channel.findall(ATOM_LINK)

    assert channel.findtext("title")
    assert channel.findtext("description")
    assert channel.findtext("link") == SITE + re.sub("feed/rss/$", "", path)
    assert channel.findtext("language") == ("fr" if path.startswith("/fr/") else "en")
    assert re.fullmatch(RFC_822, built)
    assert parsedate_to_datetime(built) == MARCH + timedelta(days=1)
    assert own.attrib == {"rel": "self", "href": SITE + path}


@pytest.mark.parametrize("path", RSS)
def test_an_item_has_what_rss_asks_for(client, articles, path):
    root = ElementTree.fromstring(client.get(path).content)
    items = root.findall("channel/item")

    assert root.get("version") == "2.0"
    assert len(items) == 2
    for item in items:
        guid = item.find("guid")
        assert guid.get("isPermaLink") == "false"
        assert guid.text.startswith("tag:news.example,")
        assert item.findtext("title")
        assert item.findtext("link").startswith(f"{SITE}/")
        assert re.fullmatch(RFC_822, item.findtext("pubDate"))
        # An address of mail belongs into `author`, and ours tells none.
        assert item.find("author") is None
        (enclosure,) = item.findall("enclosure")
        assert set(enclosure.attrib) == {"url", "length", "type"}


# What a feed reader makes of them


@pytest.mark.parametrize("path", EVERY)
def test_a_feed_reader_understands_all_of_it(client, articles, photo, path):
    feed = read(client, path)
    language = "fr" if path.startswith("/fr/") else "en"
    entry = next(entry for entry in feed.entries if f"full-{language}" in entry.link)
    prefix = "/fr" if language == "fr" else ""

    assert feed.version == ("rss20" if path in RSS else "atom10")
    assert feed.feed.language == language
    assert feed.feed.updated_parsed[:5] == (2026, 3, 4, 14, 0)
    assert feed.feed.link == SITE + re.sub("feed/(rss/)?$", "", path)
    assert entry.id.startswith("tag:news.example,")
    assert entry.link == f"{SITE}{prefix}/news/full-{language}/"
    assert entry.title == f"Headline of full-{language}"
    assert entry.author == "Press office"
    assert entry.published_parsed[:5] == (2026, 3, 3, 14, 0)
    if path in ATOM:
        assert entry.updated_parsed[:5] == (2026, 3, 4, 14, 0)
    topic = "Partenariats" if language == "fr" else "Partnerships"
    assert [tag.term for tag in entry.tags] == [topic, "Correction"]
    assert f"<p>Body of full-{language}.</p>" in entry.content[0].value
    (enclosure,) = entry.enclosures
    assert enclosure.href == f"{SITE}/media/{photo.fallback['name']}"
    assert enclosure.type == "image/jpeg"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/news/feed/", "IJM Canada: News"),
        ("/news/topics/partnerships/feed/", "IJM Canada: Partnerships"),
        ("/fr/news/feed/", "IJM Canada\u00a0: Nouvelles"),
        ("/fr/news/topics/partnerships/feed/", "IJM Canada\u00a0: Partenariats"),
    ],
)
def test_is_called_as_its_language_writes_it(client, topic, path, title):
    assert read(client, path).feed.title == read(client, f"{path}rss/").feed.title == title


@pytest.mark.parametrize("path", EVERY)
def test_an_article_is_the_same_in_every_feed(client, articles, path):
    reference = read(client, "/fr/news/feed/" if path.startswith("/fr/") else "/news/feed/")

    assert [e.id for e in read(client, path).entries] == [e.id for e in reference.entries]


# The picture as an enclosure


@pytest.mark.parametrize("path", ["/news/feed/", "/news/feed/rss/"])
def test_says_how_long_the_picture_is(client, articles, path):
    for entry in read(client, path).entries:
        (enclosure,) = entry.enclosures
        answer = client.get(enclosure.href.removeprefix(SITE))

        assert int(enclosure.length) == len(answer.content) > 0
        assert answer["Content-Type"] == enclosure.type


@pytest.mark.parametrize("path", ["/news/feed/", "/news/feed/rss/"])
def test_encloses_nothing_whose_length_nobody_knows(client, articles, photo, path):
    for rendition in photo.renditions:
        del rendition["size"]
    photo.save()

    for entry in read(client, path).entries:
        assert not entry.enclosures
        assert entry.media_content


def test_an_article_without_a_picture_encloses_nothing(client, make_article):
    make_article()

    for path in ["/news/feed/", "/news/feed/rss/"]:
        assert not read(client, path).entries[0].enclosures


def test_does_not_ask_the_storage(client, articles, photo):
    photo.delete_files()

    for path in EVERY:
        assert all(entry.enclosures for entry in read(client, path).entries)


# What is asked again


@pytest.mark.parametrize("path", EVERY)
def test_each_feed_confirms_a_copy_until_one_of_its_articles_changes(
    client, articles, make_article, topic, path
):
    language = "fr" if path.startswith("/fr/") else "en"
    first = client.get(path)
    copy = {"If-None-Match": first["ETag"]}
    make_article("elsewhere", language="en" if language == "fr" else "fr", topics=[topic])
    again = client.get(path, headers=copy)
    make_article("here", language=language, topics=[topic])
    changed = client.get(path, headers=copy)

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"] == "no-cache"
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("path", [*EVERY, "/sitemap.xml", "/news-sitemap.xml"])
def test_head_says_what_get_says_without_the_text(client, articles, path):
    get, head = client.get(path), client.head(path)
    again = client.head(path, headers={"If-None-Match": get["ETag"]})

    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Cache-Control", "ETag"):
        assert head[name] == get[name]
    assert again.status_code == 304
