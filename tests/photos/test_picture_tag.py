import re
from datetime import date

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation

from ijmsite.photos.templatetags.photos import address


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


@pytest.mark.parametrize("language", ["en", "fr"])
def test_names_the_address_of_the_view(photo, language):
    with translation.override(language):
        for file in photo.renditions:
            assert address(file) == reverse("photos:media", args=[file["name"]])


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


def test_says_what_the_picture_tells_here(photo):
    html = Template("{% load photos %}{% picture photo alt=here %}").render(
        Context({"photo": photo, "here": "Here <i>"})
    )
    assert 'alt="Here &lt;i&gt;"' in html
    assert 'alt=""' in render('{% picture photo alt="" %}', photo)
    assert 'alt="Two &quot;boats' in render("{% picture photo alt=None %}", photo)


def test_carries_a_reading_link_to_every_address(photo):
    plain = render("{% picture photo %}", photo)
    html = Template("{% load photos %}{% picture photo %}").render(
        Context({"photo": photo, "reading_token": "a-b_c&d"})
    )

    addresses = re.findall(r"/media/[^\s\"]+", html)
    assert len(addresses) == len(re.findall(r"/media/[^\s\"]+", plain)) == 8
    assert all(address.endswith("?reading=a-b_c%26d") for address in addresses)
    assert "reading" not in plain


GONE = {
    "withdrawn": {"consent_withdrawn_at": timezone.now()},
    "ended": {"consent_expires_on": date(2020, 1, 1)},
}


@pytest.mark.matrix
@pytest.mark.parametrize("fields", GONE.values(), ids=GONE)
@pytest.mark.parametrize("source", ["{% picture photo %}", '{% crop_url photo "16x9" %}'])
def test_shows_nothing_of_a_picture_without_consent(photo, fields, source):
    for name, value in fields.items():
        setattr(photo, name, value)
    assert render(source, photo).strip() == ""


@pytest.mark.parametrize("source", ["{% picture photo %}", '{% crop_url photo "1x1" %}'])
def test_shows_nothing_where_there_is_no_picture(source):
    assert render(source, None).strip() == ""


@pytest.mark.parametrize("role", ["1x1", "4x3", "16x9", "card"])
def test_gives_the_full_address_of_a_crop(photo, settings, role):
    settings.SITE_URL = "https://news.example"
    name = photo.crop(role)["name"]

    html = render(f'{{% crop_url photo "{role}" %}}', photo)

    assert html == f"https://news.example/media/{name}"
