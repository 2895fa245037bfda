"""One press of a button does one thing, however often the form arrives."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from ijmsite.staff.models import AuditEvent
from news.models import Article
from tests.staff.people import PASSWORD, member

from .desk import ADD, change_url, form_of, posted
from .desk_form import typed_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(desk, press_contact):
    """Return the form of the add page as somebody filled it in."""
    return typed_into(desk.get(ADD), headline="All hands on deck", body="<p>The text.</p>")


@pytest.mark.parametrize("button", ["_save", "_continue"])
def test_a_second_click_answers_like_the_first(desk, sent, button):
    first, second = (desk.post(ADD, sent | {button: "yes"}) for _click in range(2))

    article = Article.objects.get()
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert article.history.count() == 1
    assert "was added" in desk.get(second.url).text


@pytest.mark.parametrize("fields", [{"status": "published"}, {"slug": "all-hands-on-deck"}])
def test_a_second_click_publishes_nothing_twice(desk, sent, data, fields):
    sent |= data(**fields)
    answers = [desk.post(ADD, sent).status_code for _click in range(2)]

    assert answers == [302, 302]
    assert Article.objects.get().history.count() == 1


def test_enter_after_the_button_is_answered_like_the_button(desk, sent, data):
    sent |= data(status="published")
    first, second = (desk.post(ADD, sent | more) for more in [{}, {"_enter": "1"}])

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Article.objects.get().is_published


def test_two_pages_are_two_articles(desk, sent):
    other = typed_into(desk.get(ADD)) | {"headline": sent["headline"], "body": sent["body"]}
    assert other["page"] != sent["page"]
    desk.post(ADD, sent)
    desk.post(ADD, other)

    assert Article.objects.count() == 2


def test_the_page_of_a_refused_form_is_the_same_page(desk, sent):
    refused = desk.post(ADD, sent | {"headline": ""})

    assert typed_into(refused)["page"] == sent["page"]


@pytest.mark.parametrize("page", ["", "x" * 500, "\0", "é" * 32])
def test_a_forged_page_makes_an_article_without_one(desk, sent, page):
    assert desk.post(ADD, sent | {"page": page}).status_code == 302
    assert Article.objects.get().page_key is None


def test_other_words_from_the_same_page_are_shown_beside_the_first_ones(desk, sent):
    """Such as after a step back in the browser: nothing that was typed is lost."""
    desk.post(ADD, sent)
    response = desk.post(ADD, sent | {"body": "<p>Another text.</p>"})

    article = Article.objects.get()
    assert "Another text." in form_of(response)["body"].value()
    assert "The text." in article.body
    assert f'action="{change_url(article)}"' in response.text
    desk.post(change_url(article), typed_into(response))
    assert "Another text." in Article.objects.get().body


def test_a_second_click_for_what_was_deleted_makes_one_article(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    refused = posted(desk, article, meanwhile=article.delete)
    assert f'action="{ADD}"' in refused.text
    for _click in range(2):
        assert desk.post(ADD, typed_into(refused)).status_code == 302

    assert Article.objects.count() == 1


def test_a_second_click_on_a_change_is_no_conflict_and_no_second_revision(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    mine = typed_into(desk.get(change_url(article)), headline="Mine")
    for _click in range(2):
        assert desk.post(change_url(article), mine).status_code == 302

    assert article.history.filter(headline="Mine").count() == 1


def test_a_second_click_on_a_correction_makes_one_correction(desk, make_article):
    article = make_article()
    corrected = {"edit_kind": "correction", "correction_note": "It is four."}
    mine = typed_into(desk.get(change_url(article)), headline="Four", **corrected)
    for _click in range(2):
        response = desk.post(change_url(article), mine, follow=True)
        assert "was changed successfully" in response.text

    assert article.corrections.count() == 1
    assert AuditEvent.objects.filter(action="correct").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_two_clicks_at_the_same_moment_are_one_article(press_contact, _round):
    member("PR lead", email="ana@s.example")
    client = Client()
    assert client.login(username="ana@s.example", password=PASSWORD)
    sent = typed_into(client.get(ADD), headline="All hands on deck", body="<p>The text.</p>")

    def press(_click):
        try:
            answer = client.post(ADD, sent | {"_continue": "yes"})
            return answer.status_code, answer.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(press, range(4)))

    article = Article.objects.get()
    assert answers == {(302, change_url(article))}
    assert article.history.count() == 1


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_other_words_of_who_may_not_change_it_any_more_are_a_draft_of_their_own(
    client, press_contact, status
):
    client.force_login(member("Writer"))
    sent = typed_into(client.get(ADD), headline="All hands on deck", body="<p>The text.</p>")
    client.post(ADD, sent)
    Article.objects.update(status=status, publish_at=timezone.now())
    client.post(ADD, sent)
    assert Article.objects.count() == 1

    again = client.post(ADD, sent | {"body": "<p>Better.</p>", "slug": "better"})
    assert again.status_code == 302
    made = Article.objects.get(slug="better")
    assert (made.body, made.status) == ("<p>Better.</p>", "draft")
    assert "a draft of its own" in client.get(again.url).text
    # And what readers see is as it was.
    assert Article.objects.exclude(pk=made.pk).get().body == "<p>The text.</p>"
