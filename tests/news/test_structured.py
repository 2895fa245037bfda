"""What the page of an article tells machines: schema.org's NewsArticle."""

import json
from datetime import UTC, datetime

import pytest

from tests.machines import json_ld

pytestmark = pytest.mark.django_db

SITE = "https://news.example"
JANUARY, MARCH = (datetime(2026, month, 3, 14, tzinfo=UTC) for month in (1, 3))


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = SITE


def block(client, path="/news/all-hands/"):
    return json_ld(client.get(path).text)


def told(client, path="/news/all-hands/"):
    return json.loads(block(client, path))


def test_names_the_article_its_dates_and_who_stands_behind_it(client, make_article, topic):
    make_article(publish_at=JANUARY, byline="Marit Ellery", topics=[topic])
    data = told(client)

    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "Headline of all-hands"
    assert data["description"] == "Standfirst of all-hands."
    assert data["mainEntityOfPage"] == f"{SITE}/news/all-hands/"
    assert datetime.fromisoformat(data["datePublished"]) == JANUARY
    assert data["author"] == {"@type": "Person", "name": "Marit Ellery"}
    assert data["publisher"]["@type"] == "NGO"
    assert data["publisher"]["name"] == "IJM Canada"
    assert data["publisher"]["logo"]["url"].startswith(f"{SITE}/static/ijmsite/icon")
    assert data["publisher"]["logo"]["width"] >= 112
    assert data["inLanguage"] == "en"
    assert data["articleSection"] == ["Partnerships"]


@pytest.mark.parametrize("byline", ["", "IJM Canada press office"])
def test_what_nobody_signed_is_by_the_organization(client, make_article, byline):
    make_article(byline=byline)

    assert told(client)["author"]["@type"] == "NGO"


def test_its_publisher_is_who_the_front_page_says_we_are(client, make_article):
    make_article()
    publisher = told(client)["publisher"]
    [ourselves] = [node for node in told(client, "/")["@graph"] if node["@id"] == publisher["@id"]]

    assert publisher.items() <= ourselves.items()


def test_is_modified_by_a_correction_only(client, make_article):
    article = make_article(publish_at=JANUARY)
    article.standfirst = "A minor edit."
    article.save()
    data = told(client)
    assert data["dateModified"] == data["datePublished"]
    assert "correction" not in data

    article.corrections.create(note="The sum was wrong.", made_at=MARCH)
    article.revised_at = MARCH
    article.save()
    data = told(client)

    assert datetime.fromisoformat(data["dateModified"]) == MARCH
    (correction,) = data["correction"]
    assert correction["text"] == "The sum was wrong."
    assert datetime.fromisoformat(correction["datePublished"]) == MARCH


def test_has_the_picture_in_three_shapes(client, make_article, make_photo):
    photo = make_photo()
    make_article(photo=photo)
    expected = [f"{SITE}/media/{photo.crop(shape)['name']}" for shape in ("1x1", "4x3", "16x9")]

    assert told(client)["image"] == expected
    for address in expected:
        assert client.get(address.removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("fields", [None, {"consent_expires_on": "2020-01-01"}])
def test_has_no_picture_where_none_may_be_shown(client, make_article, make_photo, fields):
    make_article(photo=make_photo(**fields) if fields else None)

    assert "image" not in told(client)


def test_speaks_of_the_address_in_the_language_of_the_article(client, make_article, topic):
    make_article(language="fr", topics=[topic])
    data = told(client, "/news/all-hands/")

    assert data["url"] == f"{SITE}/fr/news/all-hands/"
    assert data["inLanguage"] == "fr"
    assert data["articleSection"] == ["Partenariats"]


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028\u2029", "\"\\'&amp;"],
)
def test_nothing_in_it_leaves_the_block(client, make_article, text):
    article = make_article(headline=text, standfirst=text, byline=text, dateline=text)
    article.corrections.create(note=text, made_at=MARCH)

    assert not set("<>&\u2028\u2029") & set(block(client))
    assert told(client)["headline"] == text


def test_is_not_told_where_there_is_nothing_to_read(client, make_article):
    make_article(status="withdrawn")

    assert "ld+json" not in client.get("/news/all-hands/").text
