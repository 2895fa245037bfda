"""In which order the search answers: the same on both engines."""

import pytest

from news import search as news_search
from news.indexing import index_text
from news.models import Article

from .searching import search

pytestmark = pytest.mark.django_db


def ranked(text, language=""):
    return [article.slug for article in search(Article.objects.published(), text, language)]


@pytest.fixture
def harbours(make_article, topic):
    for number, (slug, fields) in enumerate(
        {
            "headline": {"headline": "Night at the harbour"},
            "longer-headline": {"headline": "Harbours by night"},
            "standfirst": {"standfirst": "A harbour wakes."},
            "longer-standfirst": {"standfirst": "All harbours wake."},
            "body": {"body": "<p>We met at the harbour, at night.</p>"},
            "longer-body": {"body": "<h2>Of harbours</h2>"},
        }.items()
    ):
        # The best are the oldest.
        make_article(slug, **fields, publish_at=f"2025-01-0{number + 1}T00:00Z")


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        (
            "harbour",
            "headline longer-headline standfirst longer-standfirst body longer-body",
        ),
        ("harbours", "longer-headline longer-standfirst longer-body"),
        ("night harbour", "headline longer-headline body"),
        ("harbour night", "headline longer-headline body"),
        ('"at night"', "body"),
        ('"the harbour"', "headline body"),
        ("“the harb”", "headline body"),
        ("HÂRBOUR", "headline longer-headline standfirst longer-standfirst body longer-body"),
    ],
)
def test_the_best_stand_first(harbours, text, slugs):
    assert ranked(text) == slugs.split()


def test_the_newer_of_equals_stands_first(make_article):
    for year in (2024, 2026, 2025):
        make_article(f"of-{year}", body="<p>A harbour.</p>", publish_at=f"{year}-01-01T00:00Z")

    assert ranked("harbour") == ["of-2026", "of-2025", "of-2024"]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("quebec", True),
        ("Québec", True),
        ("QUÉB", True),
        ("que\u0301bec", True),
        ("coeur", True),
        ("cœur", True),
        ("d'école", True),
        ("d’ecole", True),
        ("ecole", True),
        ("womens", False),
        ("women's", True),
        ("50%", True),
        ("R&D", True),
        ('"R&D"', True),
        ("C++", True),
        ("c", True),
        ("sujets", True),
        ("subject", True),
        ("ec", False),
        ("all-hands", False),
    ],
)
def test_finds_words_however_they_are_written(make_article, topic, text, is_found):
    topic.name, topic.name_fr = "Subjects", "Sujets"
    topic.save()
    make_article(
        "found",
        headline="Cœur de Québec",
        body="<p>Portes d’école. Women’s R&amp;D in C++ is 50 %.</p>",
        topics=[topic],
    )

    assert ranked(text) == ["found"] * is_found


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"',
            '""',
            '"a',
            "AND",
            "OR",
            "NOT",
            "NEAR(a b)",
            "a* b^",
            "headline:a",
            "-a",
            "(a",
            "a:*",
        ),
        *(
            "a & b",
            "a | b",
            "!a",
            "'",
            "''",
            "\\",
            "\0",
            "a\0b",
            "\ud800",
            "a\udfffb",
            "&" * 10_000,
        ),
        *(
            "a" * 10_000,
            "é" * 10_000,
            "-" * 100,
            "a-" * 100,
            "١٢٣ 漢字",
            "½ ﬁ ²",
            "\u202e",
            "<->",
            "x''y",
        ),
    ],
)
def test_whatever_is_typed_is_answered(make_article, text):
    make_article()

    assert ranked(text) in ([], ["all-hands"])


def test_finds_operators_as_words(make_article):
    make_article("black", headline="Black and white, not grey")
    make_article("white", headline="White")

    assert ranked("black AND white") == ["black"]
    assert ranked("white NOT") == ["black"]


def test_words_of_captions_are_not_found(make_article, make_photo):
    photo = make_photo()
    caption = "<figcaption>Pelican</figcaption>"
    figure = f'<figure data-photo="{photo.pk}" data-alt="Seagull.">{caption}</figure>'
    make_article(body=f"{figure}<blockquote><p>Heron</p></blockquote><ul><li>Stork</li></ul>")

    assert not ranked("pelican")
    assert not ranked("seagull")
    assert ranked("heron stork")


def test_of_two_twins_the_one_in_the_language_of_the_page_is_found(make_article):
    english = make_article("english", headline="The harbour of Ontario")
    make_article("french", headline="Le port, Ontario", language="fr", translation_of=english)
    make_article("alone", headline="Ontario alone", publish_at="2025-01-01T00:00Z")

    assert ranked("ontario", "fr") == ["french", "alone"]
    assert ranked("ontario", "en") == ["english", "alone"]
    assert set(ranked("ontario")) == {"english", "french", "alone"}
    # Only one of them has the word.
    assert ranked("harbour", "fr") == ["english"]


def test_the_newest_are_ranked_and_one_more_tells_of_more(make_article, monkeypatch):
    monkeypatch.setattr(news_search, "MAX_FOUND", 2)
    for day in range(1, 6):
        make_article(f"day-{day}", publish_at=f"2025-01-0{day}T00:00Z", body="<p>Harbour</p>")

    assert ranked("harbour") == ["day-5", "day-4", "day-3"]


def test_what_is_changed_is_found_by_its_new_words_only(make_article):
    article = make_article(headline="Harbour")
    article.headline = "Orchard"
    article.save()
    index_text(article)

    assert not ranked("harbour")
    assert ranked("orchard")
    article.delete()
    assert not ranked("orchard")
