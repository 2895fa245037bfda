import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ijmsite.web.content import watch

pytestmark = pytest.mark.django_db


def test_says_so_where_there_is_no_news(client):
    assert client.get("/news/").status_code == 200


def test_shows_the_newest_first(client, make_article):
    make_article("older", publish_at="2025-01-01T00:00Z")
    make_article("newer", publish_at="2026-01-01T00:00Z")
    html = client.get("/news/").text

    assert html.index("Headline of newer") < html.index("Headline of older")


def link(html, rel):
    """Return the address behind "Older news" (next) or "Newer news" (prev), or None."""
    found = re.search(rf'rel="{rel}" href="([^"]*)"', html)
    return found and found[1].replace("&amp;", "&")


def walk(client, path, rel="next"):
    """Yield the pages from `path` on, as a reader who follows one link."""
    while path:
        html = client.get(path).text
        yield path, html
        path = link(html, rel)


@pytest.fixture
def thirty(make_article):
    """Thirty articles, some of one moment; the newest is n0."""
    now = timezone.now()
    for number in range(30):
        make_article(f"n{number}", publish_at=now - timedelta(hours=1 + number // 5))


def headlines(html):
    return re.findall(r'href="(?:/fr)?/news/([a-z0-9-]+)/" lang', html)


def test_older_pages_have_each_article_once_and_the_way_back_is_the_same(client, thirty):
    there = [*walk(client, "/news/")]
    back = [*walk(client, there[-1][0], "prev")]

    assert [len(headlines(html)) for _, html in there] == [12, 12, 6]
    assert len({slug for _, html in there for slug in headlines(html)}) == 30
    assert [path for path, _ in back] == [path for path, _ in reversed(there)]
    assert re.fullmatch(r"/news/\?before=\d{8}T\d{6}\.\d{6}-\d+", there[1][0])


def test_what_is_published_meanwhile_moves_nobody_s_place(client, thirty, make_article):
    second = link(client.get("/news/").text, "next")
    before = headlines(client.get(second).text)
    make_article("new")

    assert headlines(client.get(second).text) == before


def test_an_older_page_says_so_and_stands_for_itself(client, settings, thirty):
    second = link(client.get("/news/").text, "next")
    html = client.get(second).text

    assert re.search(r"<title>News, \w+ \d+, \d{4} and earlier \|", html)
    assert f'<link rel="canonical" href="{settings.SITE_URL}{second}">' in html
    assert f'hreflang="fr" href="{settings.SITE_URL}/fr{second}"' in html
    assert "noindex" not in html


def test_the_page_before_which_nothing_stands_is_the_first(client, settings, thirty):
    html = client.get("/news/?before=29990101T000000.000000-1").text

    assert headlines(html) == headlines(client.get("/news/").text)
    assert f'<link rel="canonical" href="{settings.SITE_URL}/news/">' in html
    assert 'rel="prev"' not in html


@pytest.mark.matrix
@pytest.mark.parametrize(
    "before",
    [
        *("", "abc", "1'--", "[]", "0", "20260230T000000.000000-1", "00000101T000000.000000-1"),
        *("20260101T000000.000000-", "20260101T000000.000000--1", "20260101T000000.000000-1 "),
        *("20260101T000000.000000-" + "9" * 30, "99999999T999999.999999-1", "\0", "²0260101"),
        *("00010101T000000.000000-1", "99991231T235959.999999-999999999999999999"),
    ],
)
def test_a_place_that_is_none_shows_the_newest(client, thirty, before):
    response = client.get("/news/", {"before": before})

    assert response.status_code == 200
    assert headlines(response.text) == headlines(client.get("/news/").text)


@pytest.mark.parametrize("page", ["2", "0", "abc"])
def test_a_number_of_a_page_leads_to_the_newest(client, thirty, page):
    """The old addresses of lists: what stood there has moved on long ago."""
    assert client.get(f"/news/?page={page}&year=2026").url == "/news/?year=2026"
    assert client.get(f"/fr/news/?page={page}").status_code == 301


@pytest.mark.matrix
@pytest.mark.parametrize(
    "page", ["0", "-1", "2", "1e9", "abc", "1'--", "[]", "²", "", "99999999999999999999"]
)
def test_an_odd_page_of_results_is_not_found(client, make_article, page):
    make_article()

    assert client.get("/news/", {"q": "hands", "page": page}).status_code == 404


def test_counts_up_to_a_thousand(client, thirty, monkeypatch):
    assert "30 articles" in client.get("/news/?language=en").text
    monkeypatch.setattr("news.search.MAX_FOUND", 20)
    monkeypatch.setattr("news.views.MAX_FOUND", 20)

    assert "More than 1,000 articles" in client.get("/news/?language=en").text


def test_is_bounded_in_queries(client, make_article, topic, django_assert_max_num_queries):
    for number in range(14):
        make_article(f"n{number}", topics=[topic])
    for path in ["/", "/news/", "/news/topics/partnerships/"]:
        with django_assert_max_num_queries(8):
            client.get(path)


def test_a_topic_shows_its_own_news(client, make_article, topic):
    make_article("on-topic", topics=[topic])
    make_article("off-topic")
    html = client.get("/news/topics/partnerships/").text
    main = html[html.index("<main") : html.index("</main>")]

    assert "Headline of on-topic" in main
    assert "Headline of off-topic" not in main


def test_an_unknown_topic_is_not_found(client):
    assert client.get("/news/topics/nothing/").status_code == 404


def main_of(client, path, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def shown(client, path="/news/", **params):
    return set(
        re.findall(r'href="(?:/fr)?/news/([a-z0-9-]+)/" lang', main_of(client, path, **params))
    )


@pytest.fixture
def articles(make_article, topic):
    make_article("rope", topics=[topic], publish_at="2024-05-05T12:00Z", body="<p>One rope.</p>")
    make_article("key", publish_at="2026-01-01T03:00Z", body="<p>One key, one rope.</p>")
    make_article("corde", language="fr", topics=[topic], publish_at="2025-06-01T00:00Z")


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("path", "params", "slugs"),
    [
        ("/news/", {}, {"rope", "key", "corde"}),
        ("/news/", {"q": "rope"}, {"rope", "key"}),
        ("/news/", {"q": "rope key"}, {"key"}),
        ("/news/", {"year": "2024"}, {"rope"}),
        # In the office it was still the old year.
        ("/news/", {"year": "2025"}, {"key", "corde"}),
        ("/news/", {"language": "fr"}, {"corde"}),
        ("/news/", {"topic": "partnerships"}, {"rope", "corde"}),
        ("/news/", {"topic": "partnerships", "q": "rope", "language": "en"}, {"rope"}),
        ("/news/topics/partnerships/", {"q": "rope"}, {"rope"}),
        ("/news/topics/partnerships/", {"year": "2025"}, {"corde"}),
        ("/fr/news/", {"q": "rope", "year": "2024"}, {"rope"}),
        ("/news/", {"q": "elephant"}, set()),
    ],
)
def test_is_narrowed_by_words_year_language_and_topic(client, articles, path, params, slugs):
    assert shown(client, path, **params) == slugs


@pytest.mark.matrix
@pytest.mark.parametrize(
    "params",
    [
        {"year": "abc"},
        {"year": "1'--"},
        {"year": "99999999999999999999"},
        {"year": "-1"},
        {"year": "2023"},
        {"language": "de"},
        {"language": ["x", "y"]},
        {"topic": "nothing"},
        {"topic": "\0"},
        {"topic": "../../etc"},
        {"q": "\0"},
        {"q": "   "},
        {"sort": "password"},
        {"id__in": "1"},
        {"status": "draft"},
        {"q[]": "rope"},
        {"utm_source": "x" * 5000},
    ],
    ids=str,
)
def test_an_odd_choice_is_as_none(client, articles, params):
    assert shown(client, **params) == {"rope", "key", "corde"}


@pytest.mark.matrix
@pytest.mark.parametrize(
    "text", ["x" * 10_000, "é" * 5000, "%" * 300, "\ud800", "<script>", "'\"&"]
)
def test_odd_words_are_looked_for_as_they_stand(client, articles, text):
    html = client.get("/news/", {"q": text.encode(errors="surrogatepass")}).text

    assert "No article with" in html
    assert "<script>" not in html
    assert len(html) < 30_000


def test_says_how_many_match_and_keeps_what_was_chosen(client, articles):
    html = main_of(client, "/news/", q="rope", language="en")

    assert "2 articles with “rope”" in html
    assert 'value="rope"' in html
    assert '<option value="en" selected>' in html
    assert 'href="/news/topics/partnerships/?q=rope&amp;language=en"' in html
    assert "Show all again" in html


def test_further_pages_keep_what_was_chosen(client, make_article, topic):
    for number in range(14):
        make_article(f"n{number}", body="<p>rope &amp; key</p>", topics=[topic])
    path = "/news/topics/partnerships/?page=2&amp;q=rope+%26"

    assert f'href="{path}"' in main_of(client, "/news/", q="rope &", topic="partnerships")
    second = main_of(client, "/news/topics/partnerships/", q="rope &", page="2")
    assert 'href="/news/topics/partnerships/?q=rope+%26"' in second


def test_offers_the_years_with_news(client, articles):
    html = main_of(client, "/news/")

    assert re.findall(r'<option value="(\d+)"', html) == ["2025", "2024"]


@pytest.mark.django_db(transaction=True)
def test_offers_a_year_from_its_first_article_on_and_until_its_last_one_goes(client, make_article):
    watch()
    make_article("this", publish_at="2026-06-01T12:00Z")
    make_article("next", publish_at="2027-01-04T12:00Z", unpublish_at="2027-02-01T12:00Z")

    def years():
        return re.findall(r'<option value="(\d+)"', main_of(client, "/news/"))

    seen = {}
    for day in ["2027-01-04T11:59Z", "2027-01-04T12:00Z", "2027-02-01T11:59Z", "2027-02-01T12:00Z"]:
        with time_machine.travel(day, tick=False):
            seen[day] = years()
    assert [*seen.values()] == [["2026"], ["2027", "2026"], ["2027", "2026"], ["2026"]]


def test_search_engines_keep_the_whole_list_only(client, articles):
    assert "noindex" not in client.get("/news/").text
    assert "noindex" in client.get("/news/?q=rope").text


def test_without_news_there_is_nothing_to_search(client):
    assert 'role="search"' not in client.get("/news/").text


def test_stays_bounded_in_queries_when_narrowed(client, articles, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get("/news/?q=rope&year=2024&language=en&topic=partnerships")


def test_what_is_odd_in_one_address_is_said_on_no_other_page(client, make_article):
    make_article()
    odd = client.get("/news/?year=junk&language=zz").text

    assert "aria-invalid" not in odd
    assert client.get("/news/").text.partition("<form")[2] == odd.partition("<form")[2]
