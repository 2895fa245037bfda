"""What leads to an article among very many."""

import pytest
from django.urls import reverse

from news import inbound
from news.admin import deletion
from news.inbound import has_farther
from news.models import Article
from tests.plans import asked, faults

from .conftest import page

pytestmark = pytest.mark.django_db

LINK = '<p><a href="/news/boats/">x</a></p>'
FARTHER = "Look through all texts"


@pytest.fixture
def boats(make_article, monkeypatch):
    """Return a draft with three articles before and after it that link to it; near are two."""
    monkeypatch.setattr(inbound, "NEAR", 2)
    monkeypatch.setattr(deletion, "NEAR", 2 * deletion.LOOKED_AT)
    before = [make_article(f"before-{n}", body=LINK) for n in (3, 2, 1)]
    article = make_article("boats", status="draft", publish_at=None)
    return before, article, [make_article(f"after-{n}", body=LINK) for n in (1, 2, 3)]


def test_looks_through_what_was_written_next_before_and_after_it(boats):
    before, article, after = boats

    found = inbound.inbound(article, near=2)

    assert {*found.texts} == {*before[1:], *after[:2]}


def test_looks_through_all_where_that_is_asked_for(boats):
    before, article, after = boats

    assert {*inbound.inbound(article, near=None).texts} == {*before, *after}


@pytest.mark.parametrize(("near", "is_partial"), [(2, True), (3, False), (None, False)])
def test_knows_whether_it_looked_through_all(boats, near, is_partial):
    assert has_farther(boats[1], near) is is_partial


@pytest.mark.parametrize("what", ["delete", "withdrawn"])
def test_says_that_it_looked_nearby_and_looks_on(client, lead, boats, what):
    article = boats[1]

    near = client.get(page(what, article)).text
    assert FARTHER in near
    assert "before-3" not in near
    assert "before-2" in near

    all_of_it = client.get(page(what, article), {"texts": "all"}).text
    assert FARTHER not in all_of_it
    assert "before-3" in all_of_it


def test_does_not_say_that_nothing_links_where_it_did_not_look(client, lead, boats):
    before, article, after = boats
    Article.objects.filter(pk__in=[other.pk for other in [*before[1:], *after[:2]]]).update(body="")

    told = client.get(page("withdrawn", article)).text

    assert "Nothing found so far" in told
    assert "Nothing on this site" not in told


def test_a_chosen_few_are_told_so_as_well(client, lead, boats):
    chosen = {"action": "delete_selected", "_selected_action": boats[1].pk}

    told = client.post(reverse("admin:news_article_changelist"), chosen).text

    assert "written next before and after each of them" in told


def test_reads_no_more_than_is_near(boats):
    with asked() as questions:
        inbound.inbound(boats[1])
        has_farther(boats[1])

    small = dict.fromkeys(["pages_banner", "mail_message"], "few that wait or run")
    found = [(fault, sql) for sql, params in questions for fault in faults(sql, params, small)]
    assert [(fault, sql) for fault, sql in found if "sorts" not in fault] == []
