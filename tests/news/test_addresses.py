"""Where a reader with an old address ends: one hop, for ever, and never at what is not public."""

from datetime import timedelta
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ijmsite.staff.models import AuditEvent
from news.addresses import MAX_HOPS, final, is_free, stored_path
from news.forms import free_slug
from news.models import Article, Redirect
from news.services import move_back, note_move, send_readers_to, withdraw
from tests.staff.people import member

from .desk import posted

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
STATES = {
    "published": {},
    "draft": {"status": "draft", "publish_at": None},
    "in review": {"status": "in_review", "publish_at": None},
    "scheduled": {"publish_at": HOUR},
    "expired": {"publish_at": -2 * HOUR, "unpublish_at": -HOUR},
    "withdrawn": {"status": "withdrawn"},
    "withdrawn before its time": {"status": "withdrawn", "publish_at": HOUR},
}
NEVER_PUBLIC = ["draft", "in review", "scheduled", "withdrawn before its time"]
GONE = ["expired", "withdrawn"]


def in_state(state):
    now = timezone.now()
    return {k: now + v if isinstance(v, timedelta) else v for k, v in STATES[state].items()}


@pytest.fixture
def lead(client):
    user = member("PR lead")
    client.force_login(user)
    return user


@pytest.fixture
def move(make_article):
    """Return a function that gives a public article a new slug."""

    def to(article, slug):
        old, article.slug = article.slug, slug
        article.save()
        note_move(article, old, None)

    return to


def expect(client, path, status, target=None):
    response = client.get(path)
    assert response.status_code == status, path
    assert response.headers.get("Location") == target
    assert "SECRET" not in response.text
    if target:
        assert response["Cache-Control"] == "no-cache"
        # One hop: what it leads to is a page.
        assert client.head(target).status_code == 200


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


# Changing the address


def test_a_public_address_can_change(client, lead, make_article):
    article = make_article("old", photo=None)
    answer = posted(client, article, slug="new")
    assert answer.status_code == 302, answer.context["adminform"].form.errors

    expect(client, "/news/old/", 301, "/news/new/")
    expect(client, "/fr/news/old/", 301, "/fr/news/new/")
    event = AuditEvent.objects.get(action="address")
    assert (event.actor, event.details) == (lead, {"before": "/news/old/", "now": "/news/new/"})
    page = client.get(answer.url).text
    assert "The former one, /news/old/, leads there from now on" in page


def test_what_readers_never_saw_leaves_no_address(client, lead, make_article):
    posted(client, make_article("old", status="draft", publish_at=None), slug="new")

    assert Article.objects.get().slug == "new"
    assert not Redirect.objects.exists()
    assert not AuditEvent.objects.filter(action="address").exists()


def test_every_former_address_is_one_hop_away(client, make_article, move):
    article = make_article("one")
    for slug in ["two", "three", "four"]:
        move(article, slug)

    for slug in ["one", "two", "three"]:
        expect(client, f"/news/{slug}/", 301, "/news/four/")


def test_moving_back_and_forth_makes_no_loop(client, make_article, move):
    article = make_article("one")
    for slug in ["two", "one", "two", "one"]:
        move(article, slug)

    expect(client, "/news/one/", 200)
    expect(client, "/news/two/", 301, "/news/one/")
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize("path", ["/news/one/", "/news/one"])
def test_a_former_address_is_kept_from_others(client, lead, make_article, path):
    owner = make_article("two", headline="The owner")
    Redirect.objects.create(path=path, article=owner)
    other = make_article("other", status="draft", publish_at=None)
    errors = posted(client, other, slug="one").context["adminform"].form.errors

    assert "The owner" in errors["slug"][0]
    assert not is_free("one")
    assert free_slug("One") == "one-2"
    # The owner itself may have it again.
    assert posted(client, owner, slug="one").status_code == 302


@pytest.mark.parametrize("slug", ["feed"])
def test_the_address_of_another_page_is_not_given_away(client, lead, make_article, slug):
    draft = make_article("draft", status="draft", publish_at=None)
    errors = posted(client, draft, slug=slug).context["adminform"].form.errors

    assert "Another page" in errors["slug"][0]
    assert free_slug(slug) == f"{slug}-2"


def test_the_form_lists_former_addresses_and_takes_one_again(client, lead, make_article, move):
    article = make_article("one")
    move(article, "two")
    Redirect.objects.create(path="/stories/old.html", article=article)
    page = client.get(reverse("admin:news_article_change", args=[article.pk])).text
    assert "/stories/old.html" in page
    assert "Change back to /news/one/" in page
    assert "Change back to /stories" not in page

    answer = client.post(reverse("admin:news_article_address", args=[article.pk]), {"slug": "one"})

    assert "The address is now /news/one/" in client.get(answer.url).text
    expect(client, "/news/one/", 200)
    expect(client, "/news/two/", 301, "/news/one/")
    newest = article.history.first()
    assert (newest.slug, newest.history_user) == ("one", lead)


@pytest.mark.parametrize("slug", ["never-mine", "", "old.html", "taken"])
def test_takes_only_its_own_address_again(make_article, slug):
    article = make_article("one")
    Redirect.objects.create(path="/stories/old.html", article=article)
    Redirect.objects.create(path="/news/taken/", article=article)
    make_article("taken")

    with pytest.raises(ValidationError):
        move_back(article, slug, None)
    assert Article.objects.get(pk=article.pk).slug == "one"


@pytest.mark.parametrize("role", ["Writer", "Fundraising"])
def test_who_may_not_publish_moves_nothing(client, make_article, move, role):
    article = make_article("one")
    move(article, "two")
    client.force_login(member(role))
    url = reverse("admin:news_article_address", args=[article.pk])

    assert client.post(url, {"slug": "one"}).status_code == 403
    assert Article.objects.get().slug == "two"


def test_a_get_moves_nothing(client, lead, make_article, move):
    article = make_article("one")
    move(article, "two")
    client.get(reverse("admin:news_article_address", args=[article.pk]), {"slug": "one"})

    assert Article.objects.get().slug == "two"


# Where readers of what is gone are sent


def test_readers_are_sent_only_to_what_they_can_see(make_article):
    gone = make_article("gone", status="withdrawn")
    for state in set(STATES) - {"published"}:
        other = make_article(state.replace(" ", "-"), **in_state(state))
        with pytest.raises(ValidationError):
            send_readers_to(gone, other, None)
    with pytest.raises(ValidationError):
        send_readers_to(gone, gone, None)
    with pytest.raises(ValidationError):
        send_readers_to(make_article("public"), make_article("other"), None)

    assert Article.objects.get(slug="gone").successor is None


def test_withdrawn_again_it_does_not_send_readers_where_it_did(client, make_article):
    article, other = make_article("one"), make_article("other")
    withdraw(article, None)
    send_readers_to(article, other, None)
    Article.objects.filter(pk=article.pk).update(status="published")

    withdraw(article, None)

    expect(client, "/news/one/", 410)
