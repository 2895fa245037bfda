import re

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.fixture
def photo(stored, picture):
    return stored(picture((900, 600)), alt='Two "boats" <b>', alt_fr="Deux bateaux")


def render(source, photo):
    return Template("{% load photos %}" + source).render(Context({"photo": photo}))


def test_offers_each_format_in_each_width(photo):
    html = render('{% picture photo sizes="(min-width: 40em) 50vw, 100vw" %}', photo)

    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    for format in ("avif", "webp"):
        sources = re.search(rf'type="image/{format}" srcset="([^"]*)"', html)[1].split(", ")
        assert [s.split()[1] for s in sources] == ["400w", "800w", "900w"]
    assert html.count('sizes="(min-width: 40em) 50vw, 100vw"') == 3
    assert f'src="/media/{photo.directory}/900.jpg"' in html
    assert 'width="900" height="600"' in html


def test_waits_for_the_reader_unless_told(photo):
    lazy = render("{% picture photo %}", photo)
    eager = render('{% picture photo loading="eager" %}', photo)

    assert 'loading="lazy" decoding="async"' in lazy
    assert "fetchpriority" not in lazy
    assert 'loading="eager" decoding="async" fetchpriority="high"' in eager


def test_escapes_the_alternative_text(photo):
    assert 'alt="Two &quot;boats&quot; &lt;b&gt;"' in render("{% picture photo %}", photo)


def test_speaks_the_language_of_the_page(photo):
    with translation.override("fr"):
        assert 'alt="Deux bateaux"' in render("{% picture photo %}", photo)
        photo.alt_fr = ""
        assert 'alt="Two ' in render("{% picture photo %}", photo)


def test_has_no_style_that_the_policy_refuses(photo):
    assert "style=" not in render("{% picture photo %}", photo)


def test_gives_the_full_address_of_the_card(photo, settings):
    settings.SITE_URL = "https://news.example"
    assert (
        render("{% social_card_url photo %}", photo)
        == f"https://news.example/media/{photo.directory}/card-50-50.jpg"
    )
