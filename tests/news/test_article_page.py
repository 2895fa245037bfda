"""The article page, in the order of the model, and what never shows on it."""

from datetime import timedelta
from html.parser import HTMLParser

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


def test_relates_by_topic_first_then_by_time(client, make_article, topic):
    now = timezone.now()
    article = make_article(topics=[topic])
    make_article("same-topic-older", topics=[topic], publish_at=now - timedelta(days=90))
    for days in range(1, 4):
        make_article(f"day-{days}", publish_at=now - timedelta(days=days))
    make_article("draft", topics=[topic], status="draft")
    make_article("french", topics=[topic], language="fr")

    assert [a.slug for a in article.related()] == ["same-topic-older", "day-1", "day-2"]


def test_loads_nothing_from_elsewhere_and_has_no_inline_script_or_style(client, make_article):
    make_article()
    page = Reader(client.get("/news/all-hands/").text)

    for tag, attrs in page.tags:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert tag != "style"
        if tag in {"img", "script", "source", "use"} or attrs.get("rel") in {"stylesheet", "icon"}:
            address = attrs.get("src") or attrs.get("href") or attrs.get("srcset") or ""
            assert address.startswith("/"), (tag, attrs)
    assert all("src" in attrs for attrs in page.all("script"))


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


def test_takes_at_most_eight_queries(
    client, make_article, topic, banner, django_assert_max_num_queries
):
    make_article(topics=[topic])
    for number in range(5):
        make_article(f"other-{number}", topics=[topic])
    with django_assert_max_num_queries(8):
        client.get("/news/all-hands/")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
def test_answers_405_to_other_methods(client, make_article, method):
    make_article()

    assert getattr(client, method)("/news/all-hands/").status_code == 405
