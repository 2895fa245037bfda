"""The article page, in the order of the model, and what never shows on it."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.pages.models import Banner

pytestmark = pytest.mark.django_db


class Reader(HTMLParser):
    """Collect what a test wants to see of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def banner():
    now = timezone.now()
    return Banner.objects.create(
        headline="Limited-time match",
        text="Every gift is doubled.",
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )


def test_stands_in_the_order_of_the_model(client, make_article, banner):
    make_article("other")
    make_article()
    html = client.get("/news/all-hands/").text
    order = [
        "Limited-time match",
        "Give now",
        "<h1",
        "Standfirst of all-hands.",
        "Body of all-hands.",
        "LinkedIn",
        "You might also be interested in",
        "Headline of other",
        "Media Contact",
        "Petra Kooman",
        "Make an Impact",
        "Need Help?",
    ]
    start = html.index("<body")
    places = [html.index(text, start) for text in order]

    assert places == sorted(places), list(zip(order, places, strict=True))


def test_dials_the_press_contact(client, make_article):
    make_article()

    assert 'href="tel:+15196795030;ext=229"' in client.get("/news/all-hands/").text


def test_names_the_contact_of_the_article_or_else_the_press_office(client, make_article):
    ana = PressContact.objects.create(name="Ana Lima", title="Officer", phone="519.679.5030")
    make_article("with-ana", press_contact=ana)
    make_article("without", press_contact=None)

    assert "Ana Lima" in client.get("/news/with-ana/").text
    assert "Petra Kooman" in client.get("/news/without/").text


def test_shows_when_it_was_published_and_updated(client, make_article):
    published = timezone.now() - timedelta(days=3)
    make_article(publish_at=published)
    make_article("revised", publish_at=published, revised_at=timezone.now() - timedelta(days=1))

    assert len(Reader(client.get("/news/all-hands/").text).all("time")) >= 1
    assert "Updated" not in client.get("/news/all-hands/").text
    assert "Updated" in client.get("/news/revised/").text


def test_carries_both_forms_with_ids_of_their_own(client, make_article):
    make_article()
    ids = [
        attrs["id"]
        for _, attrs in Reader(client.get("/news/all-hands/").text).tags
        if "id" in attrs
    ]

    assert {"inquiry_name", "inquiry_message", "signup_name", "signup_email"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_prefills_the_inquiry_with_the_article(client, make_article):
    make_article()
    html = client.get("/fr/news/all-hands/").text
    hidden = [a for a in Reader(html).all("input") if a.get("name") == "article"]

    assert [a["value"] for a in hidden] == ["/fr/news/all-hands/"]


def test_shows_no_related_news_where_there_are_none(client, make_article):
    make_article()

    assert "You might also be interested in" not in client.get("/news/all-hands/").text


def test_loads_nothing_from_elsewhere_and_has_no_inline_script_or_style(client, make_article):
    make_article()
    page = Reader(client.get("/news/all-hands/").text)

    for tag, attrs in page.tags:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert tag != "style"
        if attrs.get("type") == "application/ld+json":  # data, which no browser runs
            continue
        if tag in {"img", "script", "source", "use"} or attrs.get("rel") in {"stylesheet", "icon"}:
            address = attrs.get("src") or attrs.get("href") or attrs.get("srcset") or ""
            assert address.startswith("/"), (tag, attrs)
    scripts = [attrs for attrs in page.all("script") if "type" not in attrs]
    assert scripts
    assert all("src" in attrs for attrs in scripts)


def test_sets_no_cookie_and_carries_no_token(client, make_article):
    make_article()
    response = client.get("/news/all-hands/")

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.text


def test_icons_are_hidden_and_the_headline_comes_first(client, make_article):
    make_article()
    html = client.get("/news/all-hands/").text
    main = html[html.index("<main") :]

    assert all(attrs.get("aria-hidden") == "true" for attrs in Reader(html).all("svg"))
    first_text = next(
        text.split("<")[0].strip() for text in main.split(">")[1:] if text.split("<")[0].strip()
    )
    assert first_text == "Headline of all-hands"


def test_escapes_what_staff_type(client, make_article):
    bad = "<script>alert(1)</script>\"'&"
    make_article(headline=bad, standfirst=bad, byline=bad, dateline=bad)
    html = client.get("/news/all-hands/").text

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_sample_says_so(client, make_article):
    make_article(is_sample=True)
    make_article("real")

    assert "Sample article" in client.get("/news/all-hands/").text
    assert "Sample article" not in client.get("/news/real/").text


def test_an_article_in_another_language_is_marked(client, make_article):
    make_article()
    html = client.get("/fr/news/all-hands/").text

    assert '<html lang="fr"' in html
    assert 'lang="en"' in html[html.index("<main") :]


def test_corrections_stand_above_the_text_the_newest_first(client, make_article):
    article = make_article()
    for day, note in [(3, "The <b>name</b> was misspelled."), (14, "The sum was wrong.")]:
        article.corrections.create(note=note, made_at=datetime(2026, 3, day, 15, tzinfo=UTC))
    html = client.get("/news/all-hands/").text
    order = [
        "Standfirst of all-hands.",
        'Correction, <time datetime="2026-03-14T11:00:00-04:00">March 14, 2026</time>:',
        "The sum was wrong.",
        "March 3, 2026",
        "The &lt;b&gt;name&lt;/b&gt; was misspelled.",
        "Body of all-hands.",
    ]
    places = [html.index(text, html.index("<main")) for text in order]

    assert places == sorted(places)


def test_corrections_speak_the_language_of_the_article(client, make_article):
    article = make_article(language="fr")
    article.corrections.create(
        note="Le nom était mal écrit.", made_at=datetime(2026, 3, 3, 15, tzinfo=UTC)
    )

    assert "3 mars 2026" in client.get("/news/all-hands/").text


def test_offers_to_take_it_down(client, make_article):
    make_article()
    html = client.get("/news/all-hands/").text
    (link,) = [
        a["href"]
        for a in Reader(html).all("a")
        if a["href"].startswith("mailto:help@") and "?" in a["href"]
    ]

    assert "Is this about you?" in html
    assert "We answer within one business day." in html
    mail = parse_qs(urlsplit(link).query)
    assert mail["subject"] == ["A question about a page"]
    assert mail["body"][0].endswith("/news/all-hands/")


def hero(client, path="/news/all-hands/"):
    html = client.get(path).text
    return html[html.index("<figure") : html.index("</figure>")]


def test_the_picture_says_what_it_tells_in_this_article(client, make_article, make_photo):
    photo = make_photo(alt="From the library", caption="In the harbour", caption_fr="Au port")
    make_article(photo=photo, photo_alt="From the article")
    make_article("fr", photo=photo, photo_alt="De l’article", language="fr")

    assert 'alt="From the article"' in hero(client)
    assert 'lang="en"' in hero(client, "/fr/news/all-hands/")
    assert "In the harbour" in hero(client, "/fr/news/all-hands/")
    assert 'alt="De l’article"' in hero(client, "/news/fr/")
    assert "Au port" in hero(client, "/news/fr/")


def test_a_caption_in_another_language_is_marked(client, make_article, make_photo):
    make_article(photo=make_photo(caption="In the harbour"), language="fr", photo_alt="Port")

    assert '<span lang="en">In the harbour</span>' in hero(client)


def test_a_decorative_picture_is_passed_over(client, make_article, make_photo):
    make_article(photo=make_photo(alt="Boats"), photo_is_decorative=True, photo_alt="Left over")
    html = client.get("/news/all-hands/").text

    assert 'alt=""' in hero(client)
    assert "Boats" not in html
    assert "Left over" not in html


@pytest.mark.matrix
@pytest.mark.parametrize("path", ["/", "/news/", "/news/all-hands/", "/news/other/", "/news/gone/"])
def test_a_picture_without_consent_is_not_shown(client, make_article, make_photo, path):
    photo = make_photo(consent_withdrawn_at=timezone.now())
    make_article(photo=photo, photo_alt="Boats")
    make_article("other")
    make_article("gone", status="withdrawn")
    html = client.get(path).text

    assert "Headline of all-hands" in html
    assert photo.directory not in html
    assert "Boats" not in html


def meta(html):
    return {
        attrs["property"]: attrs["content"]
        for attrs in Reader(html).all("meta")
        if "property" in attrs
    }


def test_the_card_of_a_shared_link_has_the_picture_of_the_article(
    client, make_article, make_photo, settings
):
    settings.SITE_URL = "https://news.example"
    photo = make_photo()
    make_article(photo=photo, photo_alt="Two boats")
    card = meta(client.get("/fr/news/all-hands/").text)

    assert card["og:image"] == f"https://news.example/media/{photo.card['name']}"
    assert card["og:image:alt"] == "Two boats"
    assert card["og:image:width"] == str(photo.card["width"])
    assert card["og:url"] == "https://news.example/news/all-hands/"
    assert card["og:locale"] == "en_CA"


@pytest.mark.parametrize("fields", [{}, {"consent_expires_on": "2020-01-01"}])
def test_the_card_of_a_shared_link_without_a_picture_is_that_of_the_site(
    client, make_article, make_photo, fields
):
    make_article(photo=make_photo(**fields) if fields else None, photo_alt="Two boats")
    card = meta(client.get("/news/all-hands/").text)

    assert "/static/ijmsite/card" in card["og:image"]
    assert card["og:image:alt"] != "Two boats"


@pytest.mark.django_db(transaction=True)
def test_takes_at_most_six_queries(
    client, make_article, topic, banner, make_photo, django_assert_max_num_queries
):
    """One of them chooses what is related; photos, topics and corrections take one each.

    What stands on all pages is read when it was changed: the frame, and the press contacts.
    """
    photo = make_photo()
    body = f'<figure data-photo="{photo.pk}" data-alt="Boats"></figure>'
    article = make_article(topics=[topic], photo=photo, photo_alt="Boats", body=body)
    article.related_by_hand.add(make_article("by-hand"))
    for number in range(5):
        make_article(f"other-{number}", topics=[topic] if number == 1 else [])
        article.corrections.create(note="Wrong.", made_at=timezone.now())
    with django_assert_max_num_queries(9):
        client.get("/news/all-hands/")
    with django_assert_max_num_queries(6):
        client.get("/news/all-hands/")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
def test_answers_405_to_other_methods(client, make_article, method):
    make_article()

    assert getattr(client, method)("/news/all-hands/").status_code == 405
