"""The gallery of ideas: each has a page of its own that leads back to the sign-up."""

import re
from dataclasses import fields
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from fundraisers.ideas import Idea, load_ideas
from fundraisers.models import Fundraiser
from ijmsite.web.typography import french

pytestmark = pytest.mark.django_db

SLUGS = [*load_ideas("en")]
PREFIXES = {"en": "", "fr": "/fr"}
SPRITE = Path(settings.BASE_DIR, "ijmsite/static/ijmsite/icons.svg")


def texts(idea):
    """Return the texts of an idea by the names of its fields."""
    values = {field.name: getattr(idea, field.name) for field in fields(Idea)}
    return {name: [value] if isinstance(value, str) else value for name, value in values.items()}


def test_every_idea_but_the_open_one_is_told_in_both_languages():
    keys = [key for key in Fundraiser.Idea.values if key != "other"]

    for language in PREFIXES:
        assert [idea.key for idea in load_ideas(language).values()] == keys


@pytest.mark.parametrize("slug", SLUGS)
def test_an_idea_has_the_same_shape_in_both_languages(slug):
    english, in_french = (texts(load_ideas(language)[slug]) for language in ("en", "fr"))

    assert {name: len(parts) for name, parts in english.items()} == {
        name: len(parts) for name, parts in in_french.items()
    }
    assert 5 <= len(english["steps"]) <= 7
    assert all(part.strip() for parts in [*english.values(), *in_french.values()] for part in parts)
    assert [name for name in english if english[name] == in_french[name]] == ["key"]


@pytest.mark.parametrize("slug", SLUGS)
def test_french_is_set_as_in_quebec(slug):
    for parts in texts(load_ideas("fr-ca")[slug]).values():
        assert [french(part) for part in parts] == [*parts]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_idea_has_a_picture(slug):
    names = [symbol.get("id") for symbol in ElementTree.parse(SPRITE).getroot()]

    assert names.count(f"idea-{slug}") == 1


@pytest.mark.parametrize("language", PREFIXES)
def test_the_gallery_leads_to_every_idea_and_to_something_else(client, language):
    html = client.get(f"{PREFIXES[language]}/fundraise/").text

    for slug in SLUGS:
        assert html.count(f'href="{PREFIXES[language]}/fundraise/ideas/{slug}/"') == 1
    assert f'href="{PREFIXES[language]}/fundraise/?idea=other#sign-up"' in html


@pytest.mark.parametrize("language", PREFIXES)
@pytest.mark.parametrize("slug", SLUGS)
def test_an_idea_says_how_it_is_done_and_leads_to_the_sign_up(client, language, slug):
    idea = load_ideas(language)[slug]
    response = client.get(f"{PREFIXES[language]}/fundraise/ideas/{slug}/")
    html = response.text

    assert not response.cookies
    said = [idea.title, idea.what, idea.takes, idea.money, idea.safety, idea.special]
    for text in [*said, *idea.needs, *idea.steps]:
        assert text in html
    assert html.count(f'href="{PREFIXES[language]}/fundraise/?idea={idea.key}#sign-up"') == 2
    other = f"/fundraise/ideas/{slug}/" if language == "fr" else f"/fr/fundraise/ideas/{slug}/"
    assert f'class="masthead__language" href="{other}"' in html


@pytest.mark.parametrize("slug", ["other", "polar_dip", "Polar-Dip", "x", "title"])
def test_what_is_no_idea_is_not_found(client, slug):
    assert client.get(f"/fundraise/ideas/{slug}/").status_code == 404


def chosen(html):
    return re.findall(r'<option value="(\w+)" selected', html)


@pytest.mark.parametrize("language", PREFIXES)
def test_the_sign_up_has_the_idea_chosen_and_nothing_else(client, language):
    query = {
        **{"idea": "bake_sale", "name": "Eve", "email": "e@x.example", "city": "Elsewhere"},
        **{"event_date": "2030-01-01", "language": "fr", "rendered": "x", "subject": "x"},
        **{"news_consent": "on", "planning_consent": "on", "carried": "1"},
    }
    html = client.get(f"{PREFIXES[language]}/fundraise/", query).text

    assert chosen(html) == ["bake_sale"]
    assert not re.search(r"<input[^>]+ checked", html)
    for value in ["Eve", "e@x.example", "Elsewhere", "2030-01-01"]:
        assert value not in html
    assert "please tick again" not in html


@pytest.mark.parametrize("idea", ["casino", "", '"><b>', "\x00", "other"])
def test_only_an_idea_of_ours_is_chosen(client, idea):
    html = client.get("/fundraise/", {"idea": idea}).text

    assert chosen(html) == (["other"] if idea == "other" else [])
    assert "<b>" not in html


def test_the_form_in_the_other_language_has_the_idea_too(client):
    html = client.get("/fundraise/?idea=run").text

    assert 'href="/fr/fundraise/?idea=run" lang="fr"' in html
    assert 'href="/fr/fundraise/" lang="fr"' in client.get("/fundraise/?idea=casino").text


def test_search_engines_are_told_of_every_idea(client):
    sitemap = client.get("/sitemap.xml").text

    for slug in SLUGS:
        assert sitemap.count(f"<loc>{settings.SITE_URL}/fundraise/ideas/{slug}/</loc>") == 1
        assert sitemap.count(f"<loc>{settings.SITE_URL}/fr/fundraise/ideas/{slug}/</loc>") == 1


def test_the_page_of_an_idea_asks_for_little(client, django_assert_max_num_queries):
    client.get("/fundraise/ideas/run/")
    with django_assert_max_num_queries(3):
        client.get("/fundraise/ideas/run/")
