"""What the head of every page tells search engines, networks and messengers."""

import io
import re
import tomllib
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from ijmsite.pages.context import site
from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_photo
from news.filters import ArticleFilters
from news.models import Article, ReadingLink, Topic
from news.reading.services import make_link
from news.views import busy
from tests.addresses import FOR_MACHINES, public_names
from tests.doors import Said
from tests.heads import Head
from tests.staff.people import member

SITE = "https://news.example"
SAMPLE_TOPICS = Path(django_settings.BASE_DIR) / "news" / "sample" / "topics.toml"

# The pages that readers find, each with the words its address needs.
FOUND = {
    "pages:home": [],
    "pages:privacy": [],
    "pages:accessibility": [],
    "news:article_list": [],
    "news:topic_detail": ["prevention"],
    "news:article_detail": ["all-hands"],
    "news:article_text": ["all-hands"],
    "contacts:inquiry_create": [],
    "fundraisers:fundraiser_create": [],
    "fundraisers:idea": ["polar-dip"],
    "fundraisers:plan": [],
    "fundraisers:guide": [],
}
# Those for one person, at the end of a form or behind a secret.
UNLISTED = {"contacts:inquiry_thanks", "fundraisers:fundraiser_thanks", "news:reading"}
UNLISTED |= {"privacy:confirm", "privacy:unsubscribe"}
UNLISTED |= {f"privacy:{name}" for name in ["me", "me_sent", "me_deleted", "me_data"]}
UNLISTED |= {"privacy:me_correct", "privacy:me_delete"}
CASES = [(name, language) for name in FOUND for language in ("en", "fr")]
# Of these a page says each once; an article also says when it was published.
SAID = {
    *("description", "twitter:card", "og:type", "og:site_name", "og:locale", "og:locale:alternate"),
    *("og:title", "og:description", "og:url", "og:image", "og:image:width", "og:image:height"),
    *("og:image:type", "og:image:alt"),
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def content():
    """Two articles that are one story in both languages, and the topics of the sample."""
    for fields in tomllib.loads(SAMPLE_TOPICS.read_text(encoding="utf-8"))["topics"]:
        Topic.objects.create(**fields)
    Topic.objects.create(slug="bare", name="Harbours", name_fr="Ports")
    story = {"status": "published", "publish_at": timezone.now() - timedelta(hours=1)}
    english = Article.objects.create(
        slug="all-hands", headline="All Hands", standfirst="A first agreement.", **story
    )
    Article.objects.create(
        slug="tout-le-monde",
        headline="Tout le monde",
        standfirst="Une première entente.",
        language="fr",
        translation_of=english,
        **story,
    )
    return english


def head_of(client, name, language, query=""):
    arguments = FOUND[name]
    if language == "fr" and arguments == ["all-hands"]:
        arguments = ["tout-le-monde"]
    with override(language):
        response = client.get(reverse(name, args=arguments) + query)
    assert response.status_code == 200
    return Head(response.text)


def test_every_page_of_ours_is_either_found_or_unlisted():
    assert public_names() == {*FOUND, *UNLISTED, *FOR_MACHINES}


@pytest.mark.parametrize(("name", "language"), CASES)
def test_says_each_thing_once_and_the_same_everywhere(client, content, name, language):
    head = head_of(client, name, language)

    assert {said: len(head.all(said)) for said in SAID} == dict.fromkeys(SAID, 1)
    assert head.one("robots") == "max-image-preview:large"
    assert head.title.endswith(" | IJM Canada")
    assert head.one("og:title") in head.title
    assert head.one("og:description") == head.one("description")
    assert head.one("og:url") == head.canonical
    assert head.one("og:site_name") == "IJM Canada"
    assert head.one("og:locale") == f"{language}_CA"
    assert head.one("og:locale:alternate") == {"en": "fr_CA", "fr": "en_CA"}[language]
    assert head.one("og:type") == ("article" if FOUND[name] == ["all-hands"] else "website")
    assert head.one("twitter:card") == "summary_large_image"
    assert head.one("og:image").startswith(f"{SITE}/static/ijmsite/card")


def test_without_a_picture_of_its_own_a_page_shows_the_card(client, content, static_file):
    head = head_of(client, "pages:home", "en")
    assert_picture_is_as_told(static_file, head)

    assert head.one("og:image").startswith(f"{SITE}/static/ijmsite/card")
    assert head.one("og:image:width") == "1200"
    assert head.one("og:image:height") == "630"


def picture_at(ask, address):
    said = ask(address.removeprefix(SITE))

    assert said.status == 200
    assert len(said.content) < 60_000
    return said.headers["content-type"], Image.open(io.BytesIO(said.content))


def ask_client(client, path):
    response = client.get(path)
    headers = {name.lower(): value for name, value in response.items()}
    return Said(response.status_code, headers, response.getvalue())


def assert_picture_is_as_told(ask, head):
    content_type, image = picture_at(ask, head.one("og:image"))

    assert content_type == head.one("og:image:type") == image.get_format_mimetype()
    assert image.size == (int(head.one("og:image:width")), int(head.one("og:image:height")))


def test_an_article_shows_its_own_picture_and_describes_it(client, content):
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 1000), (30, 80, 120)).save(buffer, "JPEG")
    content.photo = store_photo(
        io.BytesIO(buffer.getvalue()),
        title="Boats",
        alt="Boats.",
        credit="Ada Roy",
        consent_scope=Photo.Scope.NOT_NEEDED,
    )
    content.photo_alt = "Two boats"
    content.save()

    for name in ["news:article_detail", "news:article_text"]:
        head = head_of(client, name, "en")
        assert_picture_is_as_told(partial(ask_client, client), head)
        assert head.one("og:image") == f"{SITE}/media/{content.photo.card['name']}"
        assert head.one("og:image:alt") == "Two boats"


def test_the_description_is_a_sentence_of_the_length_that_is_shown(client, content):
    described = {}
    for name, language in CASES:
        if not name.startswith("news:article_detail") and name != "news:article_text":
            described[name, language] = head_of(client, name, language).one("description")
    for topic in Topic.objects.all():
        for prefix in ["", "/fr"]:
            head = Head(client.get(f"{prefix}/news/topics/{topic.slug}/").text)
            described[topic.slug, prefix] = head.one("description")

    assert {
        place: (len(text), text)
        for place, text in described.items()
        if not 70 <= len(text) <= 160 or text[-1] != "."
    } == {}


def test_no_two_pages_have_the_same_title_or_description(client, content):
    heads = [head_of(client, *case) for case in CASES if case[0] != "news:article_text"]
    for language in ("en", "fr"):
        for slug in ["fundraising", "bare"]:
            with override(language):
                heads.append(Head(client.get(reverse("news:topic_detail", args=[slug])).text))
    titles = [(head.one("og:locale"), head.title) for head in heads]
    descriptions = [head.one("description") for head in heads]

    assert sorted(titles) == sorted(set(titles))
    assert sorted(descriptions) == sorted(set(descriptions))


def test_a_topic_is_described_in_the_language_of_the_page(client, content):
    Topic.objects.filter(slug="prevention").update(description_fr="")

    assert "before harm is done" in head_of(client, "news:topic_detail", "en").one("description")
    assert "harm" not in head_of(client, "news:topic_detail", "fr").one("description")


def test_the_second_page_of_a_list_says_so(client, content):
    for number in range(13):
        Article.objects.create(
            slug=f"other-{number}",
            headline=f"Other {number}",
            status="published",
            publish_at=timezone.now() - timedelta(days=1),
        )
    first = head_of(client, "news:article_list", "en")
    place = re.search(r'\?before=[^"]+', client.get("/news/").text)[0]
    second = head_of(client, "news:article_list", "en", place)

    assert second.canonical == second.one("og:url") == f"{SITE}/news/{place}"
    assert second.one("description") != first.one("description")
    assert re.fullmatch("News, .* and earlier", second.one("og:title"))


def test_what_staff_type_stays_within_its_attribute(client, content):
    bad = "\"><script>alert(1)</script>'&"
    Article.objects.filter(slug="all-hands").update(headline=bad, standfirst=bad)
    Topic.objects.filter(slug="prevention").update(name=bad, description=bad)

    for name in ["news:article_detail", "news:article_text", "news:topic_detail"]:
        head = head_of(client, name, "en")
        assert head.one("og:title") == bad
        assert bad in head.one("og:description")
        assert bad in head.one("description")


def test_an_article_read_in_the_other_frame_is_told_in_its_own_language(client, content):
    content.translated_as.delete()
    head = Head(client.get("/fr/news/all-hands/").text)

    assert head.one("og:url") == head.canonical == f"{SITE}/news/all-hands/"
    assert head.one("og:locale") == "en_CA"
    assert head.one("og:image:alt").startswith("A row of closed doors")
    assert not head.all("og:locale:alternate")


def assert_is_kept_out(head):
    assert head.one("robots").startswith("noindex")
    assert not head.social
    assert not head.all("description")
    assert not [link for link in head.links if link["rel"] == "canonical" or "hreflang" in link]


@pytest.mark.parametrize(
    "path",
    [
        "/press/thanks/",
        "/fr/fundraise/thanks/",
        "/news/?q=hands",
        "/news/?q=nothing-at-all",
        "/news/?year=2026",
        "/fr/news/topics/prevention/?q=port",
    ],
)
def test_what_no_search_engine_is_to_keep_is_not_made_for_sharing(client, content, path):
    response = client.get(path)

    assert response.status_code == 200
    assert_is_kept_out(Head(response.text))


@pytest.mark.parametrize("path", ["/nothing/", "/news/nothing/", "/news/reading/nothing/"])
def test_neither_is_what_is_not_there(client, path):
    response = client.get(path)

    assert response.status_code in {404, 410}
    assert_is_kept_out(Head(response.text))


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "410", "500", "503"])
def test_neither_is_a_page_of_an_error(rf, name):
    request = rf.get("/press/")
    request.resolver_match = resolve("/press/")

    context = {"request": request, **site(request)}

    assert_is_kept_out(Head(render_to_string(f"{name}.html", context)))


def test_neither_is_the_answer_to_a_search_too_many(rf):
    request = rf.get("/news/?q=harbour")
    request.resolver_match = resolve("/news/")

    assert_is_kept_out(Head(busy(request, ArticleFilters(request.GET)).render().text))


@pytest.mark.parametrize("purpose", ReadingLink.Purpose)
def test_neither_is_what_a_reading_link_opens(client, content, purpose):
    content.publish_at = timezone.now() + timedelta(days=3)
    content.save()
    _, address = make_link(
        content,
        member("PR lead"),
        purpose=purpose,
        reader_name="Noor Haddad",
        days=timedelta(days=2),
    )
    response = client.get(address.removeprefix(SITE))

    assert response.status_code == 200
    assert_is_kept_out(Head(response.text))


def test_has_an_icon_for_tabs_and_one_for_home_screens(client, content, static_file):
    icons = {link["rel"]: link["href"] for link in head_of(client, "pages:home", "en").links}

    assert picture_at(static_file, icons["apple-touch-icon"])[1].size == (180, 180)
    assert client.get("/favicon.ico").url == icons["icon"]
