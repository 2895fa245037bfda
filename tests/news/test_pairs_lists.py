"""Lists show a story of two versions once, and nothing in place of a version that is gone."""

import re

import pytest

from news.models import Article

from .test_pairs import NOT_PUBLIC, put

pytestmark = pytest.mark.django_db


def shown(client, path):
    html = client.get(path).text
    main = html[html.index("<main") : html.index("</main>")]
    return re.findall(r'href="(?:/fr)?/news/([a-z0-9-]+)/" lang', main)


@pytest.fixture
def stories(make_article, topic):
    """One story in both languages, and one that stands alone in each."""
    pair = make_article("rope", topics=[topic])
    make_article("corde", language="fr", translation_of=pair, topics=[topic])
    make_article("key", topics=[topic])
    make_article("clef", language="fr", topics=[topic])


@pytest.mark.parametrize("path", ["/", "/news/", "/news/topics/partnerships/"])
def test_lists_show_a_story_once(client, stories, path):
    assert sorted(shown(client, path)) == ["clef", "key", "rope"]
    assert sorted(shown(client, f"/fr{path}")) == ["clef", "corde", "key"]


def test_whoever_asks_for_a_language_sees_all_of_it(client, stories):
    assert sorted(shown(client, "/fr/news/?language=en")) == ["key", "rope"]
    assert sorted(shown(client, "/news/?language=fr")) == ["clef", "corde"]


GONE = ["expired", "withdrawn"]
LISTS = ["/", "/news/", "/news/topics/partnerships/", "/news/?q=headline"]


@pytest.mark.parametrize("state", GONE)
@pytest.mark.parametrize("slug", ["corde", "rope"])
def test_nobody_gets_the_other_version_in_place_of_what_is_gone(client, stories, slug, state):
    hidden = Article.objects.get(slug=slug)
    own, other = ("", "/fr") if slug == "corde" else ("/fr", "")
    put(hidden, NOT_PUBLIC[state])

    for path in LISTS:
        assert sorted(shown(client, f"{other}{path}")) == ["clef", "key"], path
        assert sorted(shown(client, f"{own}{path}")) == sorted(["clef", "key", hidden.twin.slug])


@pytest.mark.parametrize("state", sorted(NOT_PUBLIC.keys() - set(GONE)))
def test_what_readers_never_had_takes_no_place(client, stories, state):
    put(Article.objects.get(slug="corde"), NOT_PUBLIC[state])

    for path in LISTS:
        assert sorted(shown(client, f"/fr{path}")) == ["clef", "key", "rope"], path


def test_the_page_of_what_is_gone_does_not_lead_to_the_other_version(client, stories):
    put(Article.objects.get(slug="corde"), NOT_PUBLIC["withdrawn"])
    page = client.get("/fr/news/corde/")

    assert page.status_code == 410
    assert "/news/rope/" not in page.text
    assert "/news/key/" in page.text


def test_nor_do_articles_read_in_that_frame_lead_there(client, stories):
    assert "rope" in shown(client, "/fr/news/key/")
    put(Article.objects.get(slug="corde"), NOT_PUBLIC["withdrawn"])

    assert "rope" not in shown(client, "/fr/news/key/")
    assert "rope" in shown(client, "/news/key/")


def test_no_search_is_led_to_its_words(client, make_article):
    english = make_article("rope", body="<p>Hawsers hold.</p>")
    put(make_article("corde", language="fr", translation_of=english), NOT_PUBLIC["withdrawn"])

    assert "hawsers" not in client.get("/fr/news/?q=hawsirs").text.lower()
    assert "hawsers" in client.get("/news/?q=hawsirs").text.lower()


def test_whoever_asks_for_the_other_language_still_finds_it(client, stories):
    put(Article.objects.get(slug="corde"), NOT_PUBLIC["withdrawn"])

    for query in ["?language=en", "?language=en&q=headline"]:
        assert sorted(shown(client, f"/fr/news/{query}")) == ["key", "rope"]


def test_pages_and_counts_know_each_story_once(client, make_article):
    for number in range(13):
        pair = make_article(f"en-{number}")
        make_article(f"fr-{number}", language="fr", translation_of=pair)
    older = re.search(r'rel="next" href="([^"]+)"', client.get("/fr/news/").text)[1]
    first, second = shown(client, "/fr/news/"), shown(client, older)

    assert (len(first), len(second)) == (12, 1)
    assert sorted(first + second) == sorted(f"fr-{number}" for number in range(13))


def test_a_feed_has_its_own_language_only(client, stories):
    for path, there, missing in [
        ("/news/feed/", ["/rope/", "/key/"], ["/corde/", "/clef/"]),
        ("/fr/news/feed/", ["/corde/", "/clef/"], ["/rope/", "/key/"]),
    ]:
        feed = client.get(path).text
        assert all(slug in feed for slug in there)
        assert not any(slug in feed for slug in missing)


def test_a_card_in_the_other_language_is_marked(client, stories):
    html = client.get("/news/").text
    [card] = [c for c in re.findall(r"<article.*?</article>", html, re.DOTALL) if "/clef/" in c]

    assert 'lang="fr"' in card
    assert "In French" in card
    assert html.count("In French") == 1
