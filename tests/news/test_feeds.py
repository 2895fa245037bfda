"""The feeds: what stands in them, and that a reader's copy is never confirmed when it is stale."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from news.models import Article

feedparser = pytest.importorskip("feedparser")

pytestmark = pytest.mark.django_db

FEEDS = ["/news/feed/", "/news/feed/rss/"]
TOPIC_FEEDS = ["/news/topics/partnerships/feed/", "/news/topics/partnerships/feed/rss/"]
EVERY = [*FEEDS, *TOPIC_FEEDS, *(f"/fr{path}" for path in [*FEEDS, *TOPIC_FEEDS])]


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "https://news.example"


def read(client, path="/news/feed/"):
    response = client.get(path)
    assert response.status_code == 200
    ElementTree.fromstring(response.content)
    feed = feedparser.parse(
        response.content, response_headers={"content-type": response["Content-Type"]}
    )
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_carries_the_whole_text(client, make_article):
    make_article(
        headline="Salt & <b>rope</b>",
        body='<p>One &amp; <a href="/news/other/">two</a>.</p><h2>Three</h2>',
        byline="Marit Ellery",
        publish_at=datetime(2026, 3, 3, 14, tzinfo=UTC),
    )
    for path in FEEDS:
        (entry,) = read(client, path).entries
        assert entry.title in {"Salt & <b>rope</b>", "Salt &amp; &lt;b&gt;rope&lt;/b&gt;"}
        assert entry.summary == "Standfirst of all-hands."
        assert '<a href="https://news.example/news/other/"' in entry.content[0].value
        assert "<h2>Three</h2>" in entry.content[0].value
        assert entry.link == "https://news.example/news/all-hands/"
        assert entry.author == "Marit Ellery"
        assert entry.published_parsed[:6] == (2026, 3, 3, 14, 0, 0)


def test_each_language_and_each_topic_has_its_own(client, make_article, topic):
    make_article("english", topics=[topic])
    make_article("french", language="fr", topics=[topic])
    make_article("off-topic")
    expected = {
        "/news/feed/": {"english", "off-topic"},
        "/news/topics/partnerships/feed/": {"english"},
        "/fr/news/feed/": {"french"},
        "/fr/news/topics/partnerships/feed/": {"french"},
    }
    for path, slugs in expected.items():
        for address in (path, f"{path}rss/"):
            feed = read(client, address)
            assert {e.title.removeprefix("Headline of ") for e in feed.entries} == slugs
            assert feed.feed.language == ("fr" if path.startswith("/fr") else "en")
    assert "Partenariats" in read(client, "/fr/news/topics/partnerships/feed/").feed.title
    assert read(client, "/fr/news/feed/").entries[0].link == "https://news.example/fr/news/french/"


def test_an_unknown_topic_has_no_feed(client):
    assert client.get("/news/topics/nothing/feed/").status_code == 404


@pytest.mark.parametrize("path", FEEDS)
def test_a_guid_stays_when_the_address_changes(client, make_article, path):
    article = make_article()
    before = read(client, path).entries[0]
    Article.objects.filter(pk=article.pk).update(
        slug="other", headline="New", publish_at="2026-01-01T00:00Z"
    )
    after = read(client, path).entries[0]

    assert before.id == after.id
    assert before.id.startswith("tag:news.example,")
    assert before.link != after.link


@pytest.mark.parametrize("path", FEEDS)
def test_a_correction_is_flagged(client, make_article, topic, path):
    revised = datetime(2026, 3, 3, 14, tzinfo=UTC)
    article = make_article(
        topics=[topic], publish_at=revised - timedelta(days=2), revised_at=revised
    )
    article.corrections.create(note="The <i>sum</i> was wrong.", made_at=revised)
    make_article("plain")
    plain, corrected = sorted(read(client, path).entries, key=lambda e: "all-hands" in e.link)
    content = corrected.content[0].value

    assert [tag.term for tag in corrected.tags] == ["Partnerships", "Correction"]
    assert "Correction" not in [tag.term for tag in plain.get("tags", [])]
    assert content.index("March 3, 2026") < content.index("Body of all-hands.")
    assert "The &lt;i&gt;sum&lt;/i&gt; was wrong." in content
    if "rss" not in path:
        assert corrected.updated_parsed[:5] == (2026, 3, 3, 14, 0)
        assert plain.updated_parsed == plain.published_parsed


@pytest.mark.parametrize("path", FEEDS)
def test_carries_the_picture_with_what_it_tells_here(client, make_article, make_photo, path):
    photo = make_photo(caption="In the harbour")
    make_article(photo=photo, photo_alt='Two "boats"')
    (entry,) = read(client, path).entries
    (picture,) = entry.media_content

    assert picture["url"] == f"https://news.example/media/{photo.fallback['name']}"
    assert picture["type"] == "image/jpeg"
    assert f'src="{picture["url"]}"' in entry.content[0].value
    assert "In the harbour" in entry.content[0].value
    assert (
        "Two &quot;boats&quot;" in entry.content[0].value or 'Two "boats"' in entry.content[0].value
    )


def test_shows_no_picture_whose_consent_has_ended(client, make_article, make_photo):
    photo = make_photo()
    make_article(
        photo=photo,
        photo_alt="Boats",
        body=f'<figure data-photo="{photo.pk}" data-alt="B"></figure>',
    )
    before = client.get("/news/feed/")
    photo.consent_withdrawn_at = timezone.now()
    photo.save()
    after = client.get("/news/feed/", headers={"If-None-Match": before["ETag"]})

    assert photo.directory in before.text
    assert after.status_code == 200
    assert photo.directory not in after.text


@pytest.mark.parametrize("path", FEEDS)
def test_writes_the_picture_inside_the_text_in_full(client, make_article, make_photo, path):
    photo = make_photo()
    make_article(body=f'<figure data-photo="{photo.pk}" data-alt="Boats"></figure><p>Text.</p>')
    content = read(client, path).entries[0].content[0].value

    assert f"https://news.example/media/{photo.directory}/" in content
    assert '="/' not in content


def test_holds_the_newest_twenty(client, make_article):
    now = timezone.now()
    for number in range(22):
        make_article(f"n{number}", publish_at=now - timedelta(days=number + 1))
    slugs = [entry.link.split("/")[-2] for entry in read(client).entries]

    assert slugs == [f"n{number}" for number in range(20)]


def test_a_correction_brings_an_older_article_back_for_a_while(client, make_article, time_machine):
    now = timezone.now()
    for number in range(21):
        make_article(f"n{number}", publish_at=now - timedelta(days=number + 1))
    Article.objects.filter(slug="n20").update(revised_at=now)
    first = read(client).entries[0]
    assert first.link.endswith("/n20/")
    assert len(read(client).entries) == 20

    time_machine.move_to(now + timedelta(days=31))

    assert "n20" not in client.get("/news/feed/").text


@pytest.mark.parametrize("path", EVERY)
def test_an_empty_feed_is_valid_and_stays_the_same(client, topic, path, time_machine):
    first = client.get(path)
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    again = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert not feedparser.parse(first.content).bozo
    assert again.status_code == 304


@pytest.mark.parametrize("path", [*FEEDS, "/sitemap.xml", "/news-sitemap.xml"])
def test_what_has_not_changed_is_not_sent_again(client, make_article, path):
    make_article()
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert first["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("path", [*FEEDS, "/sitemap.xml", "/news-sitemap.xml"])
def test_whoever_confirms_a_copy_says_of_it_what_its_sender_said(
    client, make_article, path, encoding
):
    """A cache finds the copy by both, however it was sent."""
    make_article()
    headers = {"Accept-Encoding": encoding}
    first = client.get(path, headers=headers)
    again = client.get(path, headers=headers | {"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert first["ETag"] == again["ETag"]
    assert first["ETag"].startswith("W/"), "compressed and plain are the same words, not bytes"
    assert first["Vary"] == again["Vary"]
    assert "Accept-Encoding" in again["Vary"]


@pytest.mark.parametrize("path", [*FEEDS, "/sitemap.xml", "/news-sitemap.xml"])
def test_a_date_alone_confirms_no_copy(client, make_article, path):
    """A withdrawal leaves the newest date as it was."""
    make_article("newest")
    older = make_article(publish_at=timezone.now() - timedelta(hours=5))
    first = client.get(path)
    assert "Last-Modified" not in first
    Article.objects.filter(pk=older.pk).update(status="withdrawn")
    after = client.get(path, headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})

    assert after.status_code == 200
    assert "all-hands" not in after.text


@pytest.mark.parametrize("path", [*FEEDS, "/news-sitemap.xml", "/sitemap.xml"])
def test_characters_that_xml_cannot_hold_do_no_harm(client, make_article, topic, path):
    topic.name = "Part\x0bnerships"
    topic.save()
    bad = "A\x08B\x1f]]>\ufffe<&\"'"
    article = make_article(
        headline=bad, standfirst=bad, byline=bad, body="<p>A\x08B]]&gt;</p>", topics=[topic]
    )
    article.corrections.create(note=bad, made_at=timezone.now())
    response = client.get(path)

    ElementTree.fromstring(response.content)
    assert path == "/sitemap.xml" or "AB" in response.text


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("pictures", [False, True])
def test_is_bounded_in_queries(
    client, make_article, topic, make_photo, path, pictures, django_assert_max_num_queries
):
    photo = make_photo()
    body = f'<figure data-photo="{photo.pk}" data-alt="B"></figure>' if pictures else "<p>Text.</p>"
    for number in range(25):
        make_article(f"n{number}", topics=[topic], photo=photo, body=body)
    # Each text with pictures asks the library once.
    with django_assert_max_num_queries(5 + 20 * pictures):
        client.get(path)


def test_pages_name_their_feeds(client, topic):
    assert 'href="/news/feed/"' in client.get("/").text
    assert 'href="/fr/news/feed/"' in client.get("/fr/press/").text
    assert 'href="/news/topics/partnerships/feed/"' in client.get("/news/topics/partnerships/").text


def test_sets_no_cookie(client, make_article):
    make_article()
    response = client.get("/news/feed/")

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
