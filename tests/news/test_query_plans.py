"""Every public page asks its questions in a way that stays fast among many articles."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from contacts.models import PressContact
from news import search, sitemaps
from news.content import next_moments
from news.models import Article, Correction, SearchText, Topic, querysets
from news.paging import Cursor
from tests.plans import asked, counted, faults

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 5, 12, tzinfo=UTC)

# Tables that stay small whatever is published.
SMALL = {
    "news_topic": "an editor makes some ten of them",
    "pages_helpline": "one for each country",
    "pages_banner": "some a year",
    "contacts_presscontact": "the people of the press office",
    "contacts_boilerplate": "one in each language",
    "fundraisers_guideedition": "some a year",
}
# What sorts a set that has a bound, by words of its SQL.
SORTS = {
    r'ORDER BY "news_topic"\."name"': "the topics of the articles of one page",
    r'ORDER BY "news_correction"\."made_at"': "the corrections of the articles of one page",
    r"ORDER BY \d+ DESC, \d+ DESC, .*LIMIT 3$": "what may stand below an article, some hundred",
    r"LIKE .*ORDER BY .*LIMIT 12": "what a search has found, a thousand at most",
    r'"news_article"\."id" IN \(': "what is read by its keys, some thousand at most",
    r"revised_at. > .*ORDER BY .*revised_at. DESC": "the corrections of thirty days",
    r"words @@": "PostgreSQL knows how often a word stands, and chooses",
}
# What reads a whole table, or could and does not, by words of its SQL.
READS = {
    r'^SELECT "news_article"\."id" AS "pk" FROM "news_article" ORDER BY 1 DESC LIMIT 1$': (
        "the highest key stands at the end of the table"
    ),
    r'"photos_photo"\."in_press_kit"': "the library is read for the kit; it grows by hand",
}
PAGES = {
    "home": "/",
    "home in French": "/fr/",
    "list": "/news/",
    "list in French": "/fr/news/",
    "older": "/news/?before={middle}",
    "oldest": "/news/?before={last}",
    "language": "/news/?language=fr",
    "older in a language": "/news/?language=fr&before={middle}",
    "year": "/news/?year=2030",
    "year and language": "/news/?year=2030&language=en&before={middle}",
    "topic": "/news/topics/common/",
    "older of a topic": "/news/topics/common/?before={middle}",
    "rare topic": "/news/topics/rare/",
    "topic and year": "/news/?topic=common&year=2030",
    "article": "/news/n7/",
    "article in the other frame": "/fr/news/n7/",
    "text": "/news/n7/text/",
    "what is gone": "/news/gone/",
    "common word": "/news/?q=harbour",
    "second page": "/news/?q=harbour&page=2",
    "rare word": "/news/?q=zanzibar",
    "beginning": "/news/?q=harb",
    "several words": "/news/?q=harbour+night+court",
    "phrase": "/news/?q=%22harbour+night%22",
    "sign": "/news/?q=%26",
    "common word by date": "/news/?q=harbour&order=newest",
    "older by date": "/news/?q=harbour&order=newest&before={middle}",
    "rare word by date": "/news/?q=zanzibar&order=newest",
    "phrase by date": "/news/?q=%22harbour+night%22&order=newest",
    "misspelled": "/news/?q=zanzibra",
    "nothing like it": "/news/?q=qqqqqq",
    "word in a topic": "/news/topics/common/?q=harbour",
    "word in a language": "/fr/news/?q=harbour&language=en",
    "feed": "/news/feed/",
    "RSS": "/fr/news/feed/rss/",
    "feed of a topic": "/news/topics/common/feed/",
    "feed of a rare topic": "/news/topics/rare/feed/",
    "sitemap": "/sitemap.xml",
    "first file": "/sitemap-0.xml",
    "another file": "/sitemap-{part}.xml",
    "news sitemap": "/news-sitemap.xml",
    "press": "/press/",
    "press about an article": "/press/?article=/news/n7/",
    "fundraise": "/fundraise/",
}
FEW, MANY = 300, 2_400


@pytest.fixture(autouse=True)
def bounds(monkeypatch, time_machine):
    """Let the bounds of a hundred thousand articles be those of some hundred."""
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr(querysets, "FEW", 10)
    monkeypatch.setattr(search, "FEW", 10)
    monkeypatch.setattr(search, "MAX_FOUND", 30)
    monkeypatch.setattr(search, "WINDOWS", [40, 160, 640, 5_000])
    monkeypatch.setattr(sitemaps, "LARGEST", 50)
    monkeypatch.setattr("news.found.VOCABULARY", {("search_text__headline",): 100})


def fill(start, end):
    """Publish articles, one an hour back into the past, as a newsroom does over the years."""
    contact = PressContact.objects.get()
    topics = {s: Topic.objects.get_or_create(slug=s, name=s)[0] for s in ("common", "rare")}
    articles = Article.objects.bulk_create(
        Article(
            slug=f"n{n}",
            headline=f"Harbour {n}",
            standfirst="A night at court.",
            body="<p>Rope.</p>",
            language="fr" if n % 5 == 0 else "en",
            status="draft" if n % 50 == 49 else "published",
            press_contact=contact,
            publish_at=NOW - timedelta(hours=n - 2),
            revised_at=NOW - timedelta(hours=n - 3) if n % 60 == 10 else None,
        )
        for n in range(start, end)
    )
    words = " harbour night court rope "
    SearchText.objects.bulk_create(
        SearchText(
            article=a,
            headline=words + "zanzibar " * (n == 25),
            lead=words,
            body=words,
            signs="&" * (n % 3 == 0),
        )
        for n, a in enumerate(articles, start)
    )
    tags = Article.topics.through.objects
    tags.bulk_create(
        tags.model(article=a, topic=topics[slug])
        for n, a in enumerate(articles, start)
        for slug in ["common"] * (n % 2) + ["rare"] * (n in {7, 130})
    )
    Correction.objects.bulk_create(
        Correction(article=a, note="Wrong.", made_at=a.revised_at) for a in articles if a.revised_at
    )


@pytest.fixture
def newsroom(make_article):
    gone = make_article("gone", status="withdrawn", publish_at=NOW - timedelta(days=900))
    make_article("rest", publish_at=NOW - timedelta(days=901), successor=gone)
    fill(0, FEW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def address(page):
    published = Article.objects.published()
    places = {"middle": published[len(published) // 2], "last": published.reverse()[5]}
    places = {name: Cursor.of(article) for name, article in places.items()}
    return PAGES[page].format(**places, part=-(-published[0].pk // sitemaps.LARGEST))


def wrong(questions):
    found = {}
    for sql, params in questions:
        if any(re.search(words, sql) for words in READS):
            continue
        is_bounded = any(re.search(words, sql, re.DOTALL) for words in SORTS)
        if said := {*faults(sql, params, SMALL)} - ({"sorts"} if is_bounded else set()):
            found[sql] = said
    return found


def test_no_page_reads_or_sorts_what_grows(client, newsroom):
    found = {}
    for page in PAGES:
        path = address(page)
        with asked() as questions:
            status = client.get(path).status_code
        assert status == (410 if page == "what is gone" else 200), page
        found[page] = wrong(questions)
        assert questions, page

    assert {page: questions for page, questions in found.items() if questions} == {}


def test_the_moments_ahead_are_found_by_an_index(newsroom):
    with asked() as questions:
        [*next_moments(NOW)]

    assert len(questions) == 5
    assert not wrong(questions)


@pytest.mark.parametrize(
    ("index", "page"),
    [
        ("article_published_newest", "list"),
        ("article_published_newest", "topic"),
        # PostgreSQL reads the index that keeps pairs unique instead, and there is no other way.
        pytest.param(
            *("news_article_topics_topic_id", "rare topic"), marks=pytest.mark.engine("sqlite")
        ),
    ],
)
def test_without_its_index_a_page_is_caught(client, newsroom, index, page):
    table = "news_article_topics" if "topics" in index else "news_article"
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, table)
        names = [name for name in names if name.startswith(index)]
        assert names
        for name in [*names, "article_newest", "article_published_language"]:
            cursor.execute(f'DROP INDEX IF EXISTS "{name}"')
    with asked() as questions:
        client.get(address(page))

    assert wrong(questions)


@pytest.mark.engine("sqlite")
def test_a_question_is_explained_by_the_indexes_of_this_moment():
    question = 'SELECT 1 FROM "news_article_topics" WHERE "topic_id" = %s', [1], {}
    table = "news_article_topics"
    with connection.cursor() as cursor:
        assert [*faults(*question)] == []
        for name in connection.introspection.get_constraints(cursor, table):
            if name.startswith("news_article_topics_topic_id"):
                cursor.execute(f'DROP INDEX "{name}"')

    assert [*faults(*question)] == [f"reads all of {table}"]


@pytest.mark.engine("sqlite")
def test_a_page_takes_no_more_among_eight_times_as_many(client, newsroom):
    def steps():
        taken = {}
        for page in PAGES:
            path = address(page)
            with counted() as hundreds:
                client.get(path)
            taken[page] = len(hundreds)
        return taken

    few = steps()
    fill(FEW, MANY)
    many = steps()

    # 8 to the power of 0.2, and a moment for what is counted up to a bound.
    grown = {page: (few[page], many[page]) for page in PAGES if many[page] > 1.5 * few[page] + 20}
    assert grown == {}
