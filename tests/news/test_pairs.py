"""One story in English and in French: readers switch between the two, and see it once."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.models import Article, ReadingLink, Topic
from tests.machines import json_ld
from tests.news.test_sitemaps import NAMESPACES

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOT_PUBLIC = {
    "draft": {"status": "draft", "publish_at": None},
    "in review": {"status": "in_review"},
    "scheduled": {"publish_at": HOUR},
    "expired": {"publish_at": -2 * HOUR, "unpublish_at": -HOUR},
    "withdrawn": {"status": "withdrawn"},
}


@pytest.fixture
def english(make_article):
    return make_article("rope")


@pytest.fixture
def french(make_article, english):
    return make_article("corde", language="fr", translation_of=english)


def put(article, fields):
    """Bring the article into a state of `NOT_PUBLIC`."""
    for name, value in fields.items():
        moment = isinstance(value, timedelta)
        setattr(article, name, timezone.now() + value if moment else value)
    article.save()


def tags(html, *needles):
    """Return the tags that contain all of `needles`."""
    return [tag for tag in re.findall(r"<[^>]+>", html) if all(n in tag for n in needles)]


def switch(html):
    [tag] = tags(html, "masthead__language")
    return re.search(r'href="([^"]*)"', tag)[1]


def note(html):
    found = re.search(r'<p[^>]*role="note".*?</p>', html, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("end", ["", "text/"])
def test_the_switch_lands_on_the_twin(client, french, end):
    assert switch(client.get(f"/news/rope/{end}").text) == f"/fr/news/corde/{end}"
    assert switch(client.get(f"/fr/news/corde/{end}").text) == f"/news/rope/{end}"
    # From the frame of the other language it leads to the article's own.
    assert switch(client.get(f"/fr/news/rope/{end}").text) == f"/news/rope/{end}"


@pytest.mark.parametrize("end", ["", "text/"])
def test_without_a_twin_the_switch_lands_on_a_page_that_says_so(client, english, end):
    assert switch(client.get(f"/news/rope/{end}").text) == f"/fr/news/rope/{end}"
    page = client.get(f"/fr/news/rope/{end}").text

    assert "/fr/news/?language=fr" in note(page)
    assert not note(client.get(f"/news/rope/{end}").text)
    assert switch(page) == f"/news/rope/{end}"


def test_in_the_other_frame_the_note_leads_to_the_twin(client, french):
    page = client.get("/fr/news/rope/").text

    assert "/fr/news/corde/" in note(page)
    assert 'lang="fr"' in note(page)
    assert french.headline in note(page)


def test_search_engines_learn_of_both(client, settings, french):
    site = settings.SITE_URL
    for path, other in [("/news/rope/", "fr_CA"), ("/fr/news/corde/", "en_CA")]:
        page = client.get(path).text
        found = {
            re.search(r'hreflang="([^"]*)"', tag)[1]: re.search(r'href="([^"]*)"', tag)[1]
            for tag in tags(page, "<link", "hreflang")
        }
        assert found == {
            "en": f"{site}/news/rope/",
            "fr": f"{site}/fr/news/corde/",
            "x-default": f"{site}/news/rope/",
        }
        assert tags(page, "og:locale:alternate", other)
    assert tags(client.get("/fr/news/rope/").text, "canonical", f"{site}/news/rope/")


def test_an_article_alone_names_no_other(client, english):
    page = client.get("/news/rope/").text

    assert not tags(page, "<link", "hreflang")
    assert "og:locale:alternate" not in page


def data_of(client, path):
    return json.loads(json_ld(client.get(path).text))


def test_structured_data_says_which_was_first(client, settings, french):
    translation = data_of(client, "/news/rope/")["workTranslation"]
    assert translation["url"] == f"{settings.SITE_URL}/fr/news/corde/"
    assert translation["inLanguage"] == "fr"
    original = data_of(client, "/fr/news/corde/")["translationOfWork"]
    assert original["url"] == f"{settings.SITE_URL}/news/rope/"


def test_the_sitemap_pairs_them(client, settings, french, make_article):
    make_article("alone")
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {
        url.findtext("s:loc", namespaces=NAMESPACES).removeprefix(settings.SITE_URL): [
            (link.get("hreflang"), link.get("href").removeprefix(settings.SITE_URL))
            for link in url.findall("xhtml:link", NAMESPACES)
        ]
        for url in root.findall("s:url", NAMESPACES)
    }

    both = [("en", "/news/rope/"), ("fr", "/fr/news/corde/")]
    assert found["/news/rope/"] == found["/fr/news/corde/"] == both
    assert found["/news/alone/"] == []


# What is not public is known to nobody


PLACES = ["/", "/fr/", "/news/", "/fr/news/", "/news/feed/", "/fr/news/feed/", "/sitemap.xml"]
PLACES += ["/news-sitemap.xml", "/news/rope/", "/fr/news/rope/", "/news/rope/text/"]
PLACES += ["/fr/news/rope/text/", "/news/other/", "/fr/news/other/"]


@pytest.mark.parametrize("state", NOT_PUBLIC)
@pytest.mark.parametrize("is_original", [True, False])
def test_a_twin_that_is_not_public_shows_nowhere(client, make_article, state, is_original):
    english, hidden = make_article("rope"), make_article("corde-secrete", language="fr")
    make_article("other")
    first, second = (hidden, english) if is_original else (english, hidden)
    Article.objects.filter(pk=second.pk).update(translation_of=first)
    hidden.refresh_from_db()
    seen = [path for path in PLACES if "corde-secrete" in client.get(path).text]
    assert {"/news/rope/", "/fr/news/rope/", "/sitemap.xml"} < set(seen)

    put(hidden, NOT_PUBLIC[state])

    for path in PLACES:
        page = client.get(path).text
        assert "corde-secrete" not in page, path
    assert switch(client.get("/news/rope/").text) == "/fr/news/rope/"
    assert "?language=fr" in note(client.get("/fr/news/rope/").text)
    assert "workTranslation" not in client.get("/news/rope/").text
    assert "translationOfWork" not in client.get("/news/rope/").text


def test_a_preview_says_nothing_of_the_twin(desk, english, french):
    put(english, NOT_PUBLIC["draft"])
    link = ReadingLink(
        article=english, purpose="preview", reader_name="Ida", expires_at=timezone.now() + HOUR
    )
    token = link.new_token()
    link.save()
    paths = [f"/admin/news/article/{english.pk}/preview/"]
    for path in [*paths, f"/news/reading/{token}/", f"/fr/news/reading/{token}/"]:
        page = desk.get(path)

        assert page.status_code == 200
        assert "Headline of rope" in page.text
        assert "corde" not in page.text
        assert not note(page.text)


# Costs


@pytest.mark.parametrize(
    "path", ["/", "/fr/", "/fr/news/", "/sitemap.xml", "/news-sitemap.xml", "/fr/news/feed/"]
)
def test_pairs_cost_no_query_each(client, make_article, path):
    def count(number):
        for each in range(number):
            pair = make_article(f"en-{number}-{each}")
            make_article(f"fr-{number}-{each}", language="fr", translation_of=pair)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        return len(queries)

    assert count(2) == count(5)


@pytest.mark.parametrize("slug", ["rope", "corde"])
def test_the_page_of_an_article_takes_one_query_for_its_twin(
    client, english, french, slug, django_assert_num_queries
):
    path = "/fr/news/corde/" if slug == "corde" else "/news/rope/"
    with CaptureQueriesContext(connection) as with_twin:
        client.get(path)
    Article.objects.update(translation_of=None)
    with django_assert_num_queries(len(with_twin) - 1):
        client.get(path)


# Words in the other language say so


def test_what_has_no_french_says_in_which_language_it_is(client, make_article, make_photo):
    untranslated = Topic.objects.create(
        slug="courts", name="Courts of law", description="What courts do."
    )
    article = make_article(
        topics=[untranslated], photo=make_photo(caption="At sea."), photo_alt="Two boats."
    )
    article.corrections.create(note="Four boats, not forty.", made_at=timezone.now())
    title = article.press_contact.title
    page = client.get("/fr/news/all-hands/").text
    topic_page = client.get("/fr/news/topics/courts/").text
    texts = [article.headline, article.standfirst, "At sea.", "Four boats", "Body of"]
    texts += ["Courts of law", title, "London, Ontario", "Press office"]

    main = page[page.index("<main") : page.index("</main>")]
    for text in texts:
        assert language_around(main, text) == "en", text
    assert language_around(main, 'alt="Two boats."') == "en"
    for text in ["Courts of law", "What courts do."]:
        assert language_around(topic_page[topic_page.index("<main") :], text) == "en", text


def language_around(html, text):
    """Return the language that markup gives to `text`, where it stands in `html` first."""
    languages = []
    assert text in html, text
    for closing, name, rest in re.findall(
        r"<(/?)([a-z0-9]+)((?:[^>\"]|\"[^\"]*\")*)>", html[: html.index(text)].rpartition("<")[0]
    ) + re.findall(r"<(/?)([a-z0-9]+)((?:[^>\"]|\"[^\"]*\")*)>", tag_before(html, text)):
        if name in {"img", "input", "link", "meta", "br", "source", "use", "hr"}:
            continue
        if closing:
            while languages and languages.pop()[0] != name:
                pass
        elif not rest.rstrip().endswith("/"):
            languages.append((name, re.search(r' lang="([^"]*)"', rest)))
    found = [match[1] for _name, match in languages if match]
    return found[-1] if found else "fr"


def tag_before(html, text):
    """Return the last tag that begins before `text`, where it also ends there."""
    last = html[html[: html.index(text)].rindex("<") :]
    return last[: last.index(">") + 1] if text not in last[: last.index(">") + 1] else ""
