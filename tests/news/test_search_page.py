"""The page with what was found."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import signals
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ijmsite import serve
from ijmsite.web.typos import slip_count
from news.found import excerpt, marked
from news.models import Article, SearchText
from news.views import SEARCHES

from .searching import search

pytestmark = pytest.mark.django_db


def main_of(client, query, path="/news/", **params):
    html = client.get(path, {"q": query, **params}).text
    return html[html.index("<main") : html.index("</main>")]


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("Night at the harbour", "harb", "Night at the <mark>harbour</mark>"),
        ("À Québec", "quebec", "À <mark>Québec</mark>"),
        ("Que\u0301bec", "québec", "<mark>Québec</mark>"),
        ("Le cœur", "coeur", "Le <mark>cœur</mark>"),
        ("<b>harbour</b>", "harbour", "&lt;b&gt;<mark>harbour</mark>&lt;/b&gt;"),
        ("<script>", "script", "&lt;<mark>script</mark>&gt;"),
        ("a &amp; b", "amp", "a &amp;<mark>amp</mark>; b"),
        ("a hand", "a", "<mark>a</mark> hand"),
        ("harbour", '"', "harbour"),
    ],
)
def test_marks_what_was_asked_for(text, query, html):
    assert marked(text, query) == html


def test_shows_the_words_around_the_first_that_is_found(make_article):
    words = " ".join(f"w{n}" for n in range(50))
    article = make_article(body=f"<p>{words} &lt;harbour&gt; {words}</p>")

    shown = excerpt(article, "harbour")
    assert "w40 w41" in shown
    assert "w49 &lt;<mark>harbour</mark>&gt; w0" in shown
    assert "w38" not in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert excerpt(article, "elephant") == ""


def test_the_page_marks_the_words(client, make_article):
    make_article(headline="Harbour", standfirst="A harbour.", body="<p>In the harbour.</p>")
    html = main_of(client, "harbour")

    assert html.count("<mark>") == 3
    assert "<mark>" not in client.get("/news/").text


def test_a_topic_page_searches_its_topic(client, make_article, topic):
    make_article("inside", headline="Harbour within", topics=[topic])
    make_article("outside", headline="Harbour without")
    html = main_of(client, "harbour", path=topic.get_absolute_url())

    assert "/news/inside/" in html
    assert "/news/outside/" not in html


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("harbuor", "harbour"),
        ("harbor house", "harbour house"),
        ("hrbour", "harbour"),
        ("parbour", "harbour"),
        ("quebac", "Québec"),
        ('"the harbor"', '"the harbour"'),
        ("École harbor", "École harbour"),
    ],
)
def test_offers_the_nearest_word_where_nothing_is_found(client, make_article, typed, offered):
    make_article(headline="The harbour house of Québec", standfirst="Une école.")
    response = client.get("/news/", {"q": typed, "language": "en"})

    assert response.context.get("meant") == offered
    assert "language=en" in response.context["meant_query"]
    found = client.get(f"/news/?{response.context['meant_query']}")
    assert found.context["count"] == 1


@pytest.mark.parametrize("typed", ["elephant", "zz", "&&&", "harbour elephant", "\0", "x" * 100])
def test_offers_nothing_that_is_far(client, make_article, typed):
    make_article(headline="The harbour")

    assert "meant" not in client.get("/news/", {"q": typed}).context


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "in_review"},
        {"publish_at": timezone.now() + timedelta(hours=1)},
        {"unpublish_at": timezone.now() - timedelta(minutes=1)},
        {"status": "withdrawn"},
    ],
    ids=["draft", "in review", "scheduled", "expired", "withdrawn"],
)
def test_offers_no_word_that_only_stands_where_readers_cannot_see_it(client, make_article, fields):
    make_article("secret", headline="Zebrafinch", body="<p>Capybara</p>", **fields)
    make_article("public")

    for typed in ("zebrafinhc", "capybera", "zebrafinch"):
        response = client.get("/news/", {"q": typed})
        assert "meant" not in response.context
        assert "secret" not in response.text


def test_counts_letters_that_differ():
    assert slip_count("harbour", "harbour") == 0
    assert slip_count("harbuor", "harbour") == 1
    assert slip_count("harbor", "harbour") == 1
    assert slip_count("kitten", "sitting") == 3


@pytest.mark.parametrize("has_twins", [False, True], ids=["alone", "in both languages"])
def test_says_that_more_were_found(client, make_article, monkeypatch, has_twins):
    monkeypatch.setattr("news.search.MAX_FOUND", 2)
    for number in range(4):
        words = {"body": "<p>Harbour</p>"}
        english = make_article(f"n{number}", **words)
        if has_twins:
            make_article(f"f{number}", language="fr", translation_of=english, **words)
    html = main_of(client, "harbour")

    assert "More than 1,000 articles" in html
    assert "Only the newest 1,000 are shown." in html


def test_further_results_stand_on_further_pages(client, make_article):
    for number in range(14):
        make_article(f"n{number}", body="<p>Harbour</p>")

    assert "More results" in main_of(client, "harbour")
    assert "Previous results" in main_of(client, "harbour", page="2")


def test_is_bounded_in_queries(client, make_article, topic, django_assert_max_num_queries):
    for number in range(14):
        make_article(f"n{number}", body="<p>Harbour</p>", topics=[topic])
    for query in ("harbour", "harbuor", "elephant", '"in the" harbour & night'):
        with django_assert_max_num_queries(9):
            client.get("/news/", {"q": query})


def test_all_articles_can_be_indexed_anew(make_article, topic):
    make_article(topics=[topic])
    before = list(SearchText.objects.values())
    SearchText.objects.all().delete()
    assert not search(Article.objects, "hands")

    for _time in range(2):
        call_command("reindex")

    assert list(SearchText.objects.values()) == before
    assert search(Article.objects, "hands")
    assert search(Article.objects, "partenariats")


def test_a_topic_that_is_renamed_or_deleted_changes_what_finds_its_articles(
    desk, make_article, topic
):
    make_article(topics=[topic])
    form = {"name": "Alliances", "slug": "partnerships", "name_fr": ""}
    desk.post(f"/admin/news/topic/{topic.pk}/change/", form)

    assert search(Article.objects, "alliances")
    assert not search(Article.objects, "partenariats")
    desk.post(f"/admin/news/topic/{topic.pk}/delete/", {"post": "yes"})
    assert not search(Article.objects, "alliances")


def test_renaming_a_topic_costs_the_same_however_many_articles_it_has(desk, make_article, topic):
    page = f"/admin/news/topic/{topic.pk}/change/"

    def rename(name):
        with CaptureQueriesContext(connection) as queries:
            desk.post(page, {"name": name, "slug": "partnerships", "name_fr": ""})
        assert search(Article.objects, name).count() == topic.article_set.count()
        return len(queries)

    make_article("first", topics=[topic])
    rename("Alliances")
    one = rename("Networks")
    for number in range(9):
        make_article(f"n{number}", topics=[topic])
    assert rename("Unions") == one


def test_what_the_desk_saves_is_found(desk, data):
    desk.post("/admin/news/article/add/", data(headline="Zebrafinches sing"))

    assert search(Article.objects, "zebrafinch").count() == 1
    assert not search(Article.objects.published(), "zebrafinch")


def test_the_question_before_a_deletion_does_not_list_what_the_search_knows(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    html = desk.get(f"/admin/news/article/{article.pk}/delete/").text

    assert "Headline of all-hands" in html
    assert "Search text" not in html


def test_leaves_a_thread_of_the_web_server_to_those_who_read(client, make_article):
    make_article(headline="Night at the harbour")
    threads = serve.OPTIONS[serve.OPTIONS.index("--blocking-threads") + 1]
    for _time in range(int(threads) - 1):
        assert SEARCHES.acquire(blocking=False)
    try:
        busy = client.get("/news/", {"q": "<harbour>"})
        others = [client.get(path).status_code for path in ("/news/", "/news/?year=2020", "/")]
    finally:
        SEARCHES.release(int(threads) - 1)

    assert (busy.status_code, busy["Retry-After"]) == (429, "5")
    assert 'href="/news/?q=%3Charbour%3E"' in busy.text
    assert 'href="/fr/news/?q=%3Charbour%3E"' in busy.text
    assert others == [200] * 3
    assert client.get("/news/", {"q": "harbour"}).status_code == 200


def test_a_search_that_fails_leaves_its_place_to_the_next(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("news.views.ResultsPage", None)
    assert {client.get("/news/", {"q": "harbour"}).status_code for _time in range(5)} == {500}
    monkeypatch.undo()

    assert client.get("/news/", {"q": "harbour"}).status_code == 200


def test_a_search_has_its_place_until_its_page_is_made(client, make_article):
    make_article(headline="Night at the harbour")
    free = []

    def look(template, **_signal):
        if template.name == "news/_card_text.html":
            free.append(SEARCHES._value)

    signals.template_rendered.connect(look)
    client.get("/news/", {"q": "harbour"})
    signals.template_rendered.disconnect(look)

    assert free == [SEARCHES._initial_value - 1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"survivor care"', "“survivor care”"),
        ("« survivor care »", "“survivor care”"),
        ("survivor care", "“survivor care”"),
        ('night "survivor care"', "“night &quot;survivor care&quot;”"),
        ('"a" and "b"', "“&quot;a&quot; and &quot;b&quot;”"),
    ],
)
def test_a_phrase_stands_in_one_pair_of_quotation_marks(client, query, said):
    page = client.get("/news/", {"q": query}).text

    assert f"<title>{said}: News" in page
    assert f"No article with {said}" in page


def test_whoever_finds_nothing_among_a_few_is_led_to_all(client, make_article):
    make_article(headline="Night at the harbour", language="en")
    link = 'href="/news/?q=harbour"'

    assert link in main_of(client, "harbour", language="fr")
    assert link not in main_of(client, "harbour")
    assert client.get("/news/?q=harbour").context["count"] == 1
    assert "all our news" not in main_of(client, "nothing")


@pytest.mark.parametrize(
    ("path", "params", "leads_to"),
    [
        ("/news/", {"q": "rope & key", "order": "newest"}, "/fr/news/?q=rope+%26+key&order=newest"),
        ("/news/", {"year": "2024", "language": "en", "x": "y"}, "/fr/news/?year=2024&language=en"),
        ("/fr/news/", {"q": "rope", "page": "1"}, "/news/?q=rope"),
        ("/news/topics/partnerships/", {"q": "rope"}, "/fr/news/topics/partnerships/?q=rope"),
        (
            "/news/",
            {"q": "rope", "topic": "partnerships"},
            "/fr/news/?q=rope&topic=partnerships",
        ),
        (
            "/news/",
            {"before": "20260101T000000.000000-9"},
            "/fr/news/?before=20260101T000000.000000-9",
        ),
        ("/news/", {"before": "nowhere"}, "/fr/news/"),
        ("/news/", {"q": "   "}, "/fr/news/"),
    ],
)
def test_the_other_language_keeps_what_was_chosen(
    client, make_article, topic, path, params, leads_to
):
    make_article(body="<p>rope &amp; key</p>", topics=[topic], publish_at="2024-05-01T12:00Z")
    html = client.get(path, params).text
    found = re.search(r'class="masthead__language" href="([^"]+)"', html)[1]

    assert unescape(found) == leads_to
    assert "rope" not in params.get("q", "") or "Headline" in client.get(leads_to).text


def test_the_title_tells_the_two_orders_apart(client, make_article):
    make_article(body="<p>rope</p>")
    titles = [
        re.search("<title>(.*)</title>", client.get(path, {"q": "rope", "order": order}).text)[1]
        for path in ("/news/", "/fr/news/")
        for order in ("", "newest")
    ]

    assert titles[1].startswith("“rope”, newest first: News |")
    assert len({*titles}) == 4
