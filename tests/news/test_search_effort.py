"""What the search costs, whatever somebody types or once wrote."""

import pytest

from news import search
from news.found import excerpt, marked, suggestion
from news.indexing import columns
from news.models import Article
from news.search import MAX_ASKED, asked, fold
from tests.effort import takes_less_than

pytestmark = [pytest.mark.ci, pytest.mark.django_db]

# Taken apart, each is several words: four in Arabic, or a number of its own.
LIGATURES = "\ufdfa" * 100
NUMBERS = "".join(chr(0x2474 + n % 20) + chr(0x1F110 + n % 26) for n in range(50))
# The second of each pair sorts before the first.
PILES = {
    "marks": "\u0301\u0323",
    "marks of two": "\u0f73\u0f72",
    "halfwidth marks": "\uff9e\u0301",
}


@pytest.fixture
def vocabulary(make_article):
    """Store the words that are looked through for what was meant."""
    letters = "abcdefghijkl"
    words = [a + b + c + d for a in letters for b in letters for c in letters for d in "mnop"]
    return make_article(body=f"<p>{' '.join(words)}</p>")


def test_asks_for_no_word_twice_and_for_few_in_all():
    assert [word.text for word in asked("the night The harb the")] == ["the", "night", "harb"]
    assert len(asked(LIGATURES)) <= MAX_ASKED
    assert len(asked(f'"{NUMBERS}"')) == MAX_ASKED


def test_what_falls_apart_into_many_words_costs_little(client, vocabulary):
    takes_less_than(8, lambda: client.get("/news/", {"q": LIGATURES}))


def test_offers_nothing_for_more_words_than_somebody_means(make_article):
    make_article(headline="The night boats left the harbour of the island")
    articles = Article.objects.published()

    assert suggestion(articles, '"night boats left the harbor"') == '"night boats left the harbour"'
    assert suggestion(articles, '"night boats left the harbor of island"') == ""


def test_offers_a_phrase_with_each_of_its_words_as_often_as_it_stands(make_article):
    make_article(headline="The boats and the harbour")

    assert suggestion(Article.objects.published(), '"the boats and the harbor"') == (
        '"the boats and the harbour"'
    )


def test_offers_what_stands_behind_others_that_nobody_may_read(make_article):
    make_article("old", headline="The boats and the harbour")
    for number in range(3):
        make_article(f"draft{number}", headline="The boats and the harbour", status="draft")

    assert suggestion(Article.objects.published(), "boats harbor") == "boats harbour"


@pytest.mark.parametrize("pile", PILES.values(), ids=PILES)
def test_marks_piled_upon_a_letter_cost_little(pile):
    takes_less_than(2, lambda: fold("harbour" + pile * 30_000))


@pytest.mark.parametrize("pile", PILES.values(), ids=PILES)
def test_marks_that_an_earlier_article_piled_up_cost_little(make_article, pile):
    article = make_article()
    article.body = "<p>harbour" + pile * 30_000 + "</p>"

    def show():
        columns(article)
        marked(excerpt(article, "harb"), "harb")

    takes_less_than(16, show)


def test_marks_of_a_real_text_are_folded_as_ever():
    assert fold("ÉCOLE e\u0301te\u0302 \u1ec7 Ḍ") == "ecole ete e d"


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize(
    ("windows", "asks"),
    [
        # Enough of the newest, or all there are: nothing else is asked.
        ([4, 8], 3),
        ([50, 100], 3),
        # Else all hits are counted, and they are few.
        ([2, 4], 5),
    ],
)
def test_a_phrase_is_looked_for_in_the_very_newest_first(
    make_article, monkeypatch, django_assert_num_queries, windows, asks
):
    monkeypatch.setattr(search, "WINDOWS", windows)
    # Not found by reading the first of all, without any index.
    monkeypatch.setattr(search, "FIRST", 0)
    for number in range(6):
        make_article(f"a{number}", headline="The boats and the harbour")
    with django_assert_num_queries(asks):
        found = search.in_order(Article.objects.published(), '"boats and"', 3)

    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)
    assert [pk for pk, *_ in found] == [*newest[:3]]
