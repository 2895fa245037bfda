"""Photos of the library inside a text: what is stored, and what readers get."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone, translation

from news.models import Article
from news.templatetags.body import render_body

pytestmark = pytest.mark.django_db


def figure(photo, attributes='data-alt="A boat at dawn."', caption="Off <em>shore</em>."):
    pk = getattr(photo, "pk", photo)
    given = f' data-photo="{pk}" {attributes}'.rstrip()
    return f"<figure{given}><figcaption>{caption}</figcaption></figure>"


def shown(html, language="en", **context):
    article = Article(body=html, language=language)
    return Template("{% load body %}{% body_html article %}").render(
        Context({"article": article, **context})
    )


def attribute(html, name):
    return re.findall(rf' {name}="([^"]*)"', html)


def test_shows_a_photo_in_the_width_that_suits_the_screen(make_photo):
    photo = make_photo(alt="A lighthouse.", caption="Not this one.")
    html = shown(f"<p>a</p>{figure(photo)}<p>b</p>")

    assert html.startswith("<p>a</p><figure><picture>")
    assert html.endswith("</figure>\n<p>b</p>")
    assert f"{photo.directory}/" in attribute(html, "srcset")[0]
    assert len(attribute(html, "srcset")) == 3
    assert set(attribute(html, "sizes")) == {"(min-width: 50rem) 42rem, 100vw"}
    assert attribute(html, "width") == [str(photo.fallback["width"])]
    assert attribute(html, "height") == [str(photo.fallback["height"])]
    assert attribute(html, "loading") == ["lazy"]
    assert attribute(html, "alt") == ["A boat at dawn."]
    assert "<figcaption><span>Off <em>shore</em>.</span> " in html
    assert '<span class="credit">Ada Roy</span></figcaption>' in html
    assert "data-" not in html


def test_each_place_has_its_own_alternative_text(make_photo):
    photo = make_photo()
    html = shown(
        figure(photo, 'data-alt="First."')
        + figure(photo, 'data-alt="A &quot;second&quot; &lt;b&gt;."')
        + figure(photo, 'data-decorative="true"')
    )
    assert attribute(html, "alt") == ["First.", "A &quot;second&quot; &lt;b&gt;.", ""]


@pytest.mark.parametrize(("language", "alt"), [("en", "A lighthouse."), ("fr", "Un phare.")])
def test_without_a_decision_the_library_speaks(make_photo, language, alt):
    photo = make_photo(alt_fr="Un phare.")
    assert attribute(shown(figure(photo, ""), language), "alt") == [alt]


@pytest.mark.parametrize("absolute", [False, True], ids=["page", "feed"])
@pytest.mark.parametrize(
    ("fields", "language", "said"),
    [
        ({}, "fr", ["en"]),
        ({"alt_fr": "Un phare."}, "fr", ["fr"]),
        ({"alt_fr": "Un phare."}, "en", ["en"]),
    ],
)
def test_what_the_library_says_is_said_in_its_language(
    make_photo, fields, language, said, absolute
):
    photo = make_photo(**fields)
    with translation.override(language):
        html = render_body(figure(photo, ""), absolute=absolute)
        own = render_body(figure(photo), absolute=absolute)

    [image] = re.findall(r"<img[^>]*>", html)
    assert attribute(image, "lang") == said
    assert attribute(html, "lang") == said
    # What the text says itself is in the language around it.
    assert not attribute(own, "lang")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_video_is_a_link_behind_its_poster(make_photo, language):
    address = "https://www.example.org/film?a=1&amp;b=2"
    html = shown(figure(make_photo(), f'data-alt="x" data-video="{address}"'), language)

    with translation.override(language):
        words = translation.gettext("Watch the video on %(video_host)s")
    link = re.search(r"<figure><a ([^>]*)>(.*?)</a>", html, re.DOTALL)
    assert attribute(f" {link[1]}", "href") == [address]
    assert attribute(f" {link[1]}", "rel") == ["noopener noreferrer"]
    assert "<picture>" in link[2]
    assert words % {"video_host": "example.org"} in link[2]
    assert "iframe" not in html


def test_shows_no_photo_whose_consent_ended_and_nothing_of_it(make_photo):
    yesterday = timezone.localdate() - timedelta(days=1)
    ended = make_photo(credit="Secret Person", consent_expires_on=yesterday)
    withdrawn = make_photo(credit="Secret Person", consent_withdrawn_at=timezone.now())
    for photo in (ended, withdrawn):
        html = shown(f"<p>a</p>{figure(photo, caption='A secret.')}")
        assert html == "<p>a</p>"


def test_shows_nothing_of_a_photo_that_the_library_does_not_have():
    assert shown(f"<p>a</p>{figure(uuid.uuid4())}") == "<p>a</p>"


def test_asks_the_library_once(make_photo, django_assert_num_queries):
    html = "".join(figure(make_photo()) for _ in range(4)) * 2
    with django_assert_num_queries(1):
        assert shown(html).count("<picture>") == 8
    with django_assert_num_queries(0):
        shown("<p>a</p>")


def test_gives_pictures_the_token_of_a_reading_link(make_photo):
    html = shown(figure(make_photo()), reading_token="a-token")
    addresses = re.findall(r"/media/[^\s\",]+", html)

    assert len(addresses) >= 4
    assert all(address.endswith("?reading=a-token") for address in addresses)
    assert "?reading" not in shown(figure(make_photo()))


def test_gives_whole_addresses_where_the_markup_leaves_our_pages(make_photo, settings):
    photo = make_photo()
    html = render_body(
        f'<p><a href="/news/">ours</a> <a href="https://a.example/">theirs</a></p>{figure(photo)}',
        absolute=True,
    )
    assert attribute(html, "href") == [f"{settings.SITE_URL}/news/", "https://a.example/"]
    assert attribute(html, "src") == [f"{settings.SITE_URL}/media/{photo.fallback['name']}"]
    assert attribute(html, "alt") == ["A boat at dawn."]
    assert "srcset" not in html


def test_a_hostile_caption_shows_nothing_hostile(make_photo):
    html = shown(
        figure(
            make_photo(),
            'data-alt="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"',
            "<script>alert(1)</script><img src=x onerror=alert(1)>"
            '<a href="javascript:alert(1)">x</a>',
        )
    )
    assert "<script" not in html
    assert "javascript:" not in html
    assert html.count("<img ") == 1
    assert "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;" in html


# What is asked before a text is saved


@pytest.fixture
def cleaned():
    def clean(html):
        article = Article(headline="H", slug="h", body=html)
        article.clean_fields()
        return article.body

    return clean


def test_forgets_photos_that_the_library_does_not_have(
    cleaned, make_photo, django_assert_num_queries
):
    known = figure(make_photo())
    html = f"<p>a</p>{figure(uuid.uuid4())}{known}{figure(uuid.uuid4())}<p>b</p>"
    field = Article._meta.get_field("body")
    with django_assert_num_queries(1):
        assert field.clean(html, None) == f"<p>a</p>{known}<p>b</p>"
    with django_assert_num_queries(0):
        field.clean("<p>a</p>", None)


@pytest.mark.parametrize("name", ["IMG_1234", "harbour.jpg", "DSC 0042", "a\\b.png"])
def test_refuses_the_name_of_a_file_as_alternative_text(cleaned, make_photo, name):
    with pytest.raises(ValidationError) as caught:
        cleaned(figure(make_photo(), f'data-alt="{name}"'))
    assert list(caught.value.message_dict) == ["body"]
    assert f"“{name}”" in caught.value.message_dict["body"][0]


def test_refuses_an_alternative_text_that_goes_on_and_on(cleaned, make_photo):
    photo = make_photo()
    assert "é" * 250 in cleaned(figure(photo, f'data-alt="{"é" * 250}"'))
    with pytest.raises(ValidationError):
        cleaned(figure(photo, f'data-alt="{"é" * 251}"'))


def test_the_desk_says_it_beside_the_text_and_keeps_what_was_typed(desk, data, make_photo):
    html = figure(make_photo(), 'data-alt="IMG_1234.jpg"')
    response = desk.post("/admin/news/article/add/", data(body=html))

    assert response.status_code == 200
    assert "IMG_1234.jpg" in str(response.context["adminform"].form.errors["body"])
    assert "data-alt=&quot;IMG_1234.jpg&quot;" in response.content.decode()
    assert not Article.objects.exists()


def test_the_desk_notes_which_photos_a_text_shows(desk, data, make_photo):
    photo = make_photo()
    html = f"{figure(photo)}<p>a</p>{figure(uuid.uuid4())}"
    response = desk.post("/admin/news/article/add/", data(body=html))

    assert response.status_code == 302
    article = Article.objects.get()
    assert article.body == f"{figure(photo)}<p>a</p>"
    assert list(article.body_photos.all()) == [photo]
