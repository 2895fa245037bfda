"""What a search has found, in the order of the news."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import search
from news.listing import NewsPage, having
from news.models import Article
from news.search import in_texts

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, 9, tzinfo=UTC)


def shown(client, path="/news/", **params):
    """Return the articles of a page, as they stand there."""
    html = client.get(path, {"order": "newest"} | params).text
    main = html[html.index("<main") : html.index("</main>")]
    return re.findall(r'<h2[^>]*>\s*<a href="[^"]*/news/([^/"]+)/"', main), main


@pytest.fixture
def story(make_article):
    def make(number, words, **fields):
        at = START + timedelta(days=number)
        return make_article(f"n{number}", body=f"<p>{words}</p>", publish_at=at, **fields)

    return make


def test_shows_the_newest_first_however_well_others_match(client, story):
    story(1, "Harbour.", headline="Harbour")
    story(2, "By the harbour.")

    assert shown(client, q="harbour")[0] == ["n2", "n1"]
    assert shown(client, q="harbour", order="")[0] == ["n1", "n2"]


@pytest.mark.parametrize("first", [4, 100])
@pytest.mark.parametrize("few", [2, 5_000])
@pytest.mark.parametrize("asked", ["harbour", "harb", '"harbour night"', "&", "night harbour &"])
def test_every_page_leads_on_and_back(story, monkeypatch, first, few, asked):
    monkeypatch.setattr("news.listing.PER_PAGE", 3)
    monkeypatch.setattr(search, "FIRST", 16)
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(search, "WINDOWS", [first, 40])
    for n in range(40):
        story(n, ["Nothing.", "Harbour night &amp; day.", "Night."][n % 3], headline="Story")
    # Two at one moment.
    Article.objects.filter(slug="n4").update(publish_at=START + timedelta(days=7))

    articles = Article.objects.published()
    every = [*articles.filter(in_texts(asked)).order_by("-publish_at", "-pk")]
    assert len(every) == 13

    page, pages = NewsPage(having(articles, asked)), []
    for _number in range(5):
        pages.append(page)
        page = NewsPage(having(articles, asked), page.older.removeprefix("before="))
    assert [article for page in pages for article in page.articles] == every
    for before, after in zip(pages, pages[1:], strict=False):
        assert after.newer == before.query
    assert not pages[-1].has_older


def test_goes_on_where_the_ranked_results_end(client, story, monkeypatch):
    monkeypatch.setattr("news.search.MAX_FOUND", 5)
    monkeypatch.setattr("news.views.MAX_FOUND", 5)
    for n in range(14):
        story(n, "Harbour.")
    ranked, html = shown(client, q="harbour", order="")
    assert len(ranked) == 6
    assert "“Newest first” goes on to all the others" in html

    found, html = shown(client, q="harbour")
    assert len(found) == 12
    assert "Only the newest" not in html
    older = re.search(
        r'rel="next" href="/news/\?before=([^&]*)&amp;q=harbour&amp;order=newest"', html
    )
    assert shown(client, q="harbour", before=older[1])[0] == ["n1", "n0"]


def test_of_two_versions_with_the_words_only_that_of_the_page_is_shown(client, story):
    english = story(1, "Harbour and quay.")
    story(2, "Harbour, le quai.", language="fr", translation_of=english)
    story(3, "Harbour, seul.", language="fr")

    assert shown(client, q="harbour")[0] == ["n3", "n1"]
    assert shown(client, "/fr/news/", q="harbour")[0] == ["n3", "n2"]
    # What only one of them says is found there.
    assert shown(client, q="quai")[0] == ["n2"]
    assert shown(client, q="harbour", language="fr")[0] == ["n3", "n2"]


def test_stays_within_a_year_and_a_topic(client, story, topic):
    story(1, "Harbour.")
    story(-400, "Harbour.", topics=[topic])
    story(-401, "Harbour.")

    assert shown(client, q="harbour", year=2026)[0] == ["n1"]
    assert shown(client, topic.get_absolute_url(), q="harbour")[0] == ["n-400"]


def test_both_orders_lead_to_each_other(client, story):
    story(1, "Harbour.")
    story(2, "Harbour.")
    by_rank = shown(client, q="harbour", year=2026, order="")[1]
    by_date = shown(client, q="harbour", year=2026)[1]
    links = ["/news/?q=harbour&amp;year=2026", "/news/?q=harbour&amp;year=2026&amp;order=newest"]

    for html, current in [(by_rank, 0), (by_date, 1)]:
        nav = html[html.index('class="order"') :]
        for number, link in enumerate(links):
            mark = ' aria-current="true"' * (number == current)
            assert f'<a href="{link}"{mark}>' in nav
    # Whoever changes the words keeps the order.
    assert '<input type="hidden" name="order" value="newest"' in by_date
    assert 'name="order"' not in by_rank


@pytest.mark.parametrize("order", ["oldest", "newest'--", "\0"])
def test_any_other_order_is_none(client, story, order):
    story(1, "Harbour.", headline="Harbour")
    story(2, "By the harbour.")
    assert shown(client, q="harbour", order=order)[0] == ["n1", "n2"]


def test_the_last_page_has_the_order_too(client, story):
    for n in range(13):
        story(n, "Harbour.")
    older = re.search(r"\?before=([^&]*)&amp;q=harbour&amp;order", shown(client, q="harbour")[1])
    found, html = shown(client, q="harbour", before=older[1])

    assert found == ["n0"]
    assert 'class="order"' in html
    assert "Articles with “harbour”" in html
    assert "1 article with" not in html


def test_one_article_has_no_order_and_none_is_said_to_be_none(client, story):
    story(1, "Harbour.")
    for order in ("", "newest"):
        html = shown(client, q="harbour", order=order)[1]
        assert 'class="order"' not in html
        assert "1 article with “harbour”" in html

    found, html = shown(client, q="elephant")
    assert found == []
    assert "No article with “elephant”" in html
    assert "Did you mean: <a" not in html
    assert "order=newest" in shown(client, q="harbuor")[1].split("Did you mean")[1]
    assert (
        '<a href="/news/?q=elephant&amp;order=newest">Look for'
        in shown(client, q="elephant", year=2026)[1]
    )


def test_without_words_the_order_is_not_chosen(client, story):
    story(1, "Harbour.")
    assert client.get("/news/?order=newest").content == client.get("/news/").content


def test_a_word_that_stands_everywhere_asks_no_index(client, story):
    for n in range(14):
        story(n, "Harbour.")
    with CaptureQueriesContext(connection) as captured:
        assert len(shown(client, q="harbour")[0]) == 12
    asked = " ".join(query["sql"] for query in captured)
    assert "MATCH" not in asked
    assert "@@" not in asked
