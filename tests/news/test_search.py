"""What readers type into the search, and what they find."""

from datetime import UTC, datetime, timedelta

import pytest

from news import search
from news.models import Article
from news.search import MAX_WORDS, search_words

from . import searching

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def found(text):
    return {article.slug for article in searching.search(Article.objects.published(), text)}


@pytest.fixture
def articles(make_article):
    make_article("harbour", headline="Night call from the harbour", body="<p>Ice on the pier.</p>")
    make_article("orchard", standfirst="Every worker keeps a key.", body="<p>Apples.</p>")
    make_article("law", body="<p>Research &amp; <strong>development</strong> cost 5 &lt; 6.</p>")
    make_article("quebec", headline="ÉCOLE À QUÉBEC", language="fr")


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("harbour", {"harbour"}),
        ("HARBOUR", {"harbour"}),
        ("harb", {"harbour"}),
        ("worker", {"orchard"}),
        ("apples", {"orchard"}),
        ("night pier", {"harbour"}),
        ("pier night", {"harbour"}),
        ("night apples", set()),
        ("école", {"quebec"}),
        ("R&D", set()),
        ("&", {"law"}),
        ("<", {"law"}),
        ("elephant", set()),
        ("", {"harbour", "orchard", "law", "quebec"}),
        ("   ", {"harbour", "orchard", "law", "quebec"}),
    ],
)
def test_finds_what_has_every_word(articles, text, slugs):
    assert found(text) == slugs


@pytest.mark.parametrize("text", ["strong", "href", "amp", "walkfree", "data-photo", "<p>", "p>"])
def test_does_not_find_what_is_only_markup(make_article, text):
    make_article(
        body='<p><a href="https://walkfree.example/">It</a> &amp; <strong>that</strong></p>'
        '<figure data-photo="00000000-0000-4000-8000-000000000000"></figure>'
    )

    assert found(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        ".*",
        "a|b",
        "(",
        "[",
        "\\",
        "\\d",
        "^",
        "$",
        "'; DROP TABLE news_article; --",
        "%",
        "_",
        "\0",
    ],
)
def test_takes_every_character_as_it_stands(make_article, text):
    make_article()
    make_article("odd", standfirst=f"It says {text.replace(chr(0), ' ')} here.")

    assert "odd" in found(text)
    assert text == "\0" or "all-hands" not in found(text)


def test_cuts_what_is_too_long_or_too_much():
    assert len(search_words("a b c d e f g")) == MAX_WORDS
    assert search_words("x" * 10_000) == ["x" * 100]


def test_a_phrase_among_many_hits_is_looked_for_from_the_newest_on(make_article, monkeypatch):
    monkeypatch.setattr(search, "FEW", 2)
    monkeypatch.setattr(search, "WINDOWS", [2, 4, 100])
    for n in range(12):
        words = "Harbour night" if n in {1, 4, 10} else "A night in the harbour"
        make_article(f"number-{n}", headline=words, publish_at=START + timedelta(days=n))

    published = Article.objects.published()
    one = search.in_order(published, '"harbour night"', 1)
    newest = search.in_order(published, '"harbour night"', 2)
    every = search.in_order(published, '"harbour night"', 100)

    assert slugs_of(one) == ["number-10"]
    assert slugs_of(newest) == ["number-10", "number-4"]
    assert slugs_of(every) == ["number-10", "number-4", "number-1"]


def slugs_of(rows):
    return [Article.objects.get(pk=pk).slug for pk, *_ in rows]
