"""Where a reader with an old address ends: one hop, for ever, and never at what is not public."""

from itertools import product
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.addresses import MAX_HOPS, final, stored_path
from news.models import Article, Redirect
from tests.news.addresses.states import GONE, NEVER_PUBLIC, STATES, expect, in_state

pytestmark = pytest.mark.django_db


def cells(*axes, always):
    """Return every combination; those that `always` does not name are for `make audit`."""
    return [
        pytest.param(*cell, marks=() if always(*cell) else pytest.mark.audit)
        for cell in product(*axes)
    ]


# The matrix: an address by what became of its article

FORMER = ["/news/old/", "/fr/news/old/text/", "/stories/old.html", "/fr/stories/old.html"]


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("state", "former"),
    cells(
        STATES, FORMER, always=lambda state, former: state == "published" or former in FORMER[:2]
    ),
)
def test_a_former_address_leads_to_what_is_public_only(client, make_article, state, former):
    article = make_article("new", headline="SECRET", **in_state(state))
    Redirect.objects.create(path="/news/old/", article=article)
    Redirect.objects.create(path="/stories/old.html", article=article)
    prefix = "/fr" if former.startswith("/fr/") else ""
    kind = "text/" if former.endswith("/text/") else ""

    if state == "published":
        expect(client, former, 301, f"{prefix}/news/new/{kind}")
    else:
        expect(client, former, 410 if state in GONE else 404)


ON_THE_WAY = ["/news/first/", "/fr/news/first/text/", "/news/former/"]


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("state", "last", "path"),
    cells(
        GONE,
        STATES,
        ON_THE_WAY,
        always=lambda state, last, path: last == "published" or path == "/news/first/",
    ),
)
def test_readers_are_sent_past_everything_that_is_gone(client, make_article, state, last, path):
    end = make_article("last", headline="SECRET", **in_state(last))
    middle = make_article("middle", status="withdrawn", successor=end)
    first = make_article("first", successor=middle, **in_state(state))
    Redirect.objects.create(path="/news/former/", article=first)

    if last == "published":
        prefix = "/fr" if path.startswith("/fr/") else ""
        kind = "text/" if "text" in path else ""
        expect(client, path, 301, f"{prefix}/news/last/{kind}")
    else:
        expect(client, path, 410)


@pytest.mark.parametrize(
    ("state", "status"), [("published", 301), ("withdrawn", 410), ("draft", 404)]
)
def test_a_question_for_the_head_alone_gets_the_same_answer(client, make_article, state, status):
    Redirect.objects.create(path="/news/old/", article=make_article("new", **in_state(state)))

    assert client.head("/news/old/").status_code == status


@pytest.mark.matrix
@pytest.mark.parametrize("state", ["published", *NEVER_PUBLIC])
def test_a_successor_counts_only_for_what_is_gone(client, make_article, state):
    make_article("first", successor=make_article("other"), **in_state(state))

    expect(client, "/news/first/", 200 if state == "published" else 404)


def test_a_loop_ends(client, make_article):
    a, b = make_article("a", status="withdrawn"), make_article("b", status="withdrawn")
    Article.objects.filter(pk=a.pk).update(successor=b)
    Article.objects.filter(pk=b.pk).update(successor=a)
    make_article("self", status="withdrawn")
    Article.objects.filter(slug="self").update(successor=Article.objects.get(slug="self"))

    for slug in ["a", "b", "self"]:
        expect(client, f"/news/{slug}/", 410)


def test_a_page_asks_for_so_many_successors_only(make_article, django_assert_max_num_queries):
    article = make_article("end")
    for number in range(MAX_HOPS + 5):
        article = make_article(f"gone-{number}", status="withdrawn", successor=article)
    article = Article.objects.get(pk=article.pk)

    with django_assert_max_num_queries(MAX_HOPS):
        assert final(article) is None


# How an address may be written


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("/stories/old", "/stories/old/"),
        ("/stories/old/", "/stories/old"),
        ("/news/old/", "/news/old"),
        ("/news/old/", "/news/old/text"),
        ("/news/old", "/news/old/"),
        ("/récits/été.html", "/r%C3%A9cits/%C3%A9t%C3%A9.html"),
        ("/a b.html", "/a%20b.html"),
        ("/index.php?id=7", "/index.php?id=7"),
        ("/index.php", "/index.php?utm_source=x"),
        ("/old.html", "/fr/old.html?x=1"),
        ("/fresh/", "/fresh/"),
    ],
)
def test_finds_an_address_however_it_is_written(client, make_article, stored, asked):
    Redirect.objects.create(path=stored, article=make_article("new"))
    response = client.get(asked)

    assert response.status_code == 301
    # One hop, and nothing of the query comes along.
    page = urlsplit(response.url)
    assert page.path.removeprefix("/fr") in {"/news/new/", "/news/new/text/"}
    assert page.query == ""
    assert client.get(response.url).status_code == 200


@pytest.mark.matrix
@pytest.mark.parametrize(
    "asked",
    [
        *(
            "/stories/OLD/",
            "/stories/old/more/",
            "/index.php?id=8",
            "/stories/",
            "/",
            "//x.example/",
        ),
        *("/%00", "/stories/old/%00", "/" + "x" * 3000, "/%ff%fe/", "/fr/fr/stories/old/"),
    ],
)
def test_leaves_all_else_as_it_was(client, make_article, asked):
    article = make_article("new")
    Redirect.objects.create(path="/stories/old/", article=article)
    Redirect.objects.create(path="/index.php?id=7", article=article)
    Redirect.objects.create(path="/x.example/", article=article)
    response = client.get(asked)

    assert "/news/new/" not in response.headers.get("Location", "")


@pytest.mark.parametrize("path", ["/admin/nothing/", "/media/nothing.webp", "/static/nothing.css"])
def test_what_is_not_for_readers_leads_nowhere(client, make_article, path):
    Redirect.objects.create(path=path, article=make_article("new"))
    response = client.get(path)

    assert "/news/new/" not in response.headers.get("Location", "")


def test_a_page_that_is_there_wins(client, make_article):
    article = make_article("new")
    make_article("other")
    for path in ["/news/other/", "/press/", "/"]:
        Redirect.objects.create(path=path, article=article)
        expect(client, path, 200)


def test_only_reading_is_sent_on(client, make_article):
    Redirect.objects.create(path="/old.html", article=make_article("new"))

    assert client.post("/old.html").status_code == 404


def test_costs_one_query_where_there_is_nothing(client):
    with CaptureQueriesContext(connection) as asked:
        client.get("/nothing-here/")

    assert sum("news_" in query["sql"] for query in asked) == 1


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://old.example/fr/stories/a%20b.html?id=3#top", "/stories/a b.html?id=3"),
        ("/fr", "/"),
        ("/fr/", "/"),
        ("/fresh/", "/fresh/"),
        ("https://old.example", "/"),
    ],
)
def test_stores_an_address_without_host_and_language(address, path):
    assert stored_path(address) == path
