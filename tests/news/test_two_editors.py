"""Two people at one article: neither loses a letter, and neither undoes the other unseen."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.history.passages import compare_bodies
from news.models import Article
from news.services import withdraw
from tests.news.desk import change_url
from tests.news.desk_form import typed_into
from tests.staff.people import PASSWORD, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(make_article):
    return make_article(status="draft", publish_at=None, body="<p>The boats sail at dawn.</p>")


@pytest.fixture
def ana(db):
    client = Client()
    client.force_login(member("PR lead", first_name="Ana", last_name="Roy", email="ana@s.example"))
    return client


@pytest.fixture
def open_form(desk):
    """Return a function that opens an article's form for the PR lead, and what to send of it."""
    return lambda article: typed_into(desk.get(change_url(article)))


def save(client, article, **changes):
    page = change_url(article)
    response = client.post(page, typed_into(client.get(page), **changes))
    assert response.status_code == 302, response.context["errors"]
    article.refresh_from_db()


def conflict_of(response):
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert form.conflict, form.errors
    return form.conflict


def names(differences):
    return [difference.name for difference in differences]


@time_machine.travel("2026-03-03T14:00:00Z", tick=False)
def test_a_stale_save_is_refused_and_shows_both(desk, ana, draft, open_form):
    mine = open_form(draft)
    save(ana, draft, headline="Ana's headline", body="<p>The boats sail at noon.</p>")
    mine |= {"headline": "My headline", "body": "<p>The boats sail at dusk.</p>"}
    response = desk.post(change_url(draft), mine)

    draft.refresh_from_db()
    assert draft.headline == "Ana's headline"
    assert "Ana Roy saved this article at Tue 3 Mar 2026 09:00 EST" in response.text
    assert names(conflict_of(response).mine) == ["headline", "body"]
    assert "Saved by Ana Roy" in response.text
    assert "<mark>Ana&#x27;s</mark> <span>headline</span>" in response.text
    assert "<mark>My</mark> <span>headline</span>" in response.text
    assert "<span>The boats sail at</span> <mark>noon.</mark>" in response.text
    assert "<span>The boats sail at</span> <mark>dusk.</mark>" in response.text


def test_all_that_was_typed_stays_and_can_be_saved_after_it_was_shown(
    desk, ana, draft, open_form, topic, make_photo
):
    photo = make_photo()
    typed = {
        "headline": "Mine",
        "standfirst": "Mine, too.\r\nOn two lines.",
        "body": "<p>Mine as well.</p>",
        "topics": [str(topic.pk)],
        "photo": [str(photo.pk)],
        "photo_alt": "A light.",
        "publish_at_0": "2030-01-02",
        "publish_at_1": "09:15:00",
        "survivor_case": ["consented"],
        "survivor_consent": "File 7",
    }
    mine = open_form(draft) | typed
    save(ana, draft, headline="Ana's")
    again = typed_into(desk.post(change_url(draft), mine))

    assert {name: again[name] for name in typed} == typed
    assert again["revision"] != mine["revision"]
    assert desk.post(change_url(draft), again).status_code == 302
    draft.refresh_from_db()
    assert (draft.headline, draft.body, draft.photo) == ("Mine", "<p>Mine as well.</p>", photo)
    # What Ana wrote is a revision still.
    assert draft.history.filter(headline="Ana's").exists()


def test_what_only_the_other_changed_is_taken_over(desk, ana, draft, open_form, topic, make_photo):
    photo = make_photo()
    mine = open_form(draft) | {"headline": "Mine"}
    save(
        ana,
        draft,
        topics=[topic.pk],
        photo=str(photo.pk),
        photo_is_decorative="on",
        byline="Ana Roy",
        publish_at_0="2030-01-02",
        publish_at_1="09:15:00",
        body="<p>Of Ana.</p>",
        survivor_name="consented",
    )
    response = desk.post(change_url(draft), mine)
    conflict = conflict_of(response)
    assert names(conflict.mine) == ["headline"]
    assert set(names(conflict.taken_over)) == {
        *("topics", "photo", "photo_is_decorative", "byline", "publish_at", "body"),
        "survivor_name",
    }

    desk.post(change_url(draft), typed_into(response))
    saved = Article.objects.get()
    assert (saved.headline, saved.byline, saved.photo) == ("Mine", "Ana Roy", photo)
    assert (saved.body, saved.publish_at) == ("<p>Of Ana.</p>", draft.publish_at)
    assert saved.photo_is_decorative
    assert saved.survivor_name == "consented"
    assert list(saved.topics.all()) == [topic]


def test_what_the_other_emptied_is_taken_over(desk, ana, draft, open_form, topic):
    save(ana, draft, topics=[topic.pk], publish_at_0="2030-01-02", publish_at_1="09:15:00")
    mine = open_form(draft) | {"headline": "Mine"}
    save(ana, draft, topics=[], publish_at_0="", publish_at_1="", press_contact="", byline="")
    again = typed_into(desk.post(change_url(draft), mine))
    desk.post(change_url(draft), again)

    saved = Article.objects.get()
    assert saved.headline == "Mine"
    assert (saved.publish_at, saved.press_contact, saved.byline) == (None, None, "")
    assert not saved.topics.exists()


def test_saving_again_does_not_publish_what_was_withdrawn_meanwhile(desk, make_article, open_form):
    """Somebody may be in danger: an editor who never touched the state must not undo it."""
    article = make_article()
    mine = open_form(article) | {"headline": "Mine", "edit_kind": "minor"}
    withdraw(article, None)
    response = desk.post(change_url(article), mine)
    assert names(conflict_of(response).taken_over) == ["status"]

    assert desk.post(change_url(article), typed_into(response)).status_code == 302
    saved = Article.objects.get()
    assert (saved.headline, saved.status) == ("Mine", "withdrawn")


def test_ones_own_saves_are_no_conflict(desk, draft):
    page = change_url(draft)
    for headline in ("One", "Two", "Three"):
        data = typed_into(desk.get(page), headline=headline, _continue="1")
        response = desk.post(page, data, follow=True)
        assert response.redirect_chain
    assert Article.objects.get().headline == "Three"


def test_ones_own_other_window_is_called_so(desk, draft, open_form):
    mine = open_form(draft) | {"headline": "Mine"}
    save(desk, draft, headline="Mine before")
    response = desk.post(change_url(draft), mine)
    assert "You saved this article in another window" in response.text


def test_what_another_calls_a_correction_of_the_same_words_is_kept(
    desk, ana, make_article, open_form
):
    article = make_article()
    corrected = {"edit_kind": "correction", "correction_note": "It is four."}
    mine = open_form(article) | {"headline": "Four"} | corrected
    save(ana, article, headline="Four", edit_kind="minor")
    assert desk.post(change_url(article), mine).status_code == 302
    assert article.corrections.count() == 1


@pytest.mark.matrix
@pytest.mark.parametrize("revision", [None, "", "-1", "²", "9" * 40])
def test_a_form_without_a_known_revision_is_stale(desk, draft, open_form, revision):
    mine = open_form(draft) | {"headline": "Mine"}
    if revision is None:
        del mine["revision"]
    else:
        mine["revision"] = revision
    response = desk.post(change_url(draft), mine)

    assert names(conflict_of(response).mine) == ["headline"]
    assert Article.objects.get().headline == draft.headline
    again = typed_into(response)
    assert again["headline"] == "Mine"
    assert desk.post(change_url(draft), again).status_code == 302


def test_the_revision_of_another_article_is_none_of_this_one(desk, draft, make_article, open_form):
    other = make_article("other", status="draft", publish_at=None)
    mine = open_form(draft) | {"headline": "Mine", "revision": str(other.history.first().pk)}
    conflict = conflict_of(desk.post(change_url(draft), mine))
    # Nothing of that one is taken over.
    assert (names(conflict.mine), conflict.taken_over) == (["headline"], [])


@pytest.mark.parametrize("field", ["headline", "publish_at_0", "body"])
def test_errors_and_a_conflict_at_once_lose_nothing(desk, ana, draft, open_form, field):
    wrong = {
        "headline": "x" * 161,
        "publish_at_0": "31 February",
        "body": '<p>Mine <a href="www.a.example">x</a></p>',
    }[field]
    mine = open_form(draft) | {"byline": "Mine", field: wrong}
    save(ana, draft, headline="Ana's", body="<p>Ana's.</p>")
    response = desk.post(change_url(draft), mine)

    assert "byline" in names(conflict_of(response).mine)
    again = typed_into(response)
    assert (again["byline"], again[field]) == ("Mine", wrong)
    if field != "publish_at_0":
        # What could not be saved is shown beside the other version all the same.
        assert field in names(conflict_of(response).mine)


def test_escapes_both_versions(desk, ana, draft, open_form):
    mine = open_form(draft) | {"headline": "<script>alert(1)</script>"}
    save(ana, draft, headline="<script>alert(2)</script>")
    text = desk.post(change_url(draft), mine).text
    assert "<script>alert(" not in text


def test_nobody_who_saved_is_somebody(desk, draft, open_form):
    mine = open_form(draft) | {"headline": "Mine"}
    draft.headline = "By a command"
    draft.save()
    assert "Somebody saved this article" in desk.post(change_url(draft), mine).text


def test_an_article_deleted_meanwhile_can_be_saved_as_a_new_one(desk, draft, open_form, topic):
    mine = open_form(draft) | {"headline": "Mine", "topics": [str(topic.pk)]}
    url = change_url(draft)
    draft.delete()
    response = desk.post(url, mine)

    assert response.status_code == 200
    assert "Somebody deleted this article while you were writing" in response.text
    assert not Article.objects.exists()
    assert 'action="/admin/news/article/add/"' in response.text
    again = typed_into(response)
    assert desk.post("/admin/news/article/add/", again).status_code == 302
    saved = Article.objects.get()
    assert (saved.headline, list(saved.topics.all())) == ("Mine", [topic])


def test_a_preview_is_not_kept_from_who_is_stale(desk, ana, draft, open_form):
    mine = open_form(draft) | {"headline": "My headline"}
    save(ana, draft, headline="Ana's")
    url = reverse("admin:news_article_preview", args=[draft.pk])
    assert "My headline" in desk.post(url, mine).text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_asked(make_article):
    article = make_article(status="draft", publish_at=None)
    member("PR lead", first_name="Ana", email="ana@s.example")
    member("PR lead", first_name="Bo", email="bo@s.example")
    clients = {}
    for name in ("ana", "bo"):
        clients[name] = Client()
        assert clients[name].login(username=f"{name}@s.example", password=PASSWORD)
    sent = {
        name: typed_into(client.get(change_url(article)), headline=f"Of {name}")
        for name, client in clients.items()
    }
    answers = {}
    both = threading.Barrier(2)

    def press(name):
        both.wait()
        try:
            answers[name] = clients[name].post(change_url(article), sent[name]).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[name]) for name in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers.values()) == [200, 302]
    [winner] = [name for name, status in answers.items() if status == 302]
    article.refresh_from_db()
    assert article.headline == f"Of {winner}"
    assert article.history.filter(headline__startswith="Of ").count() == 1


@pytest.mark.parametrize(
    "fields", [{}, {"publish_at": timedelta(days=1)}], ids=["published", "scheduled"]
)
def test_a_conflict_asks_for_nothing_else(desk, ana, make_article, open_form, fields):
    article = make_article(**{k: timezone.now() + v for k, v in fields.items()})
    mine = open_form(article) | {"headline": "Mine", "standfirst": ""}
    save(ana, article, byline="Ana", edit_kind="minor")
    response = desk.post(change_url(article), mine)
    assert list(response.context["adminform"].form.errors) == ["__all__"]


def test_compares_when_nobody_waits_for_the_database(desk, ana, draft, open_form, monkeypatch):
    """SQLite lets nobody else save while a transaction lasts."""
    mine = open_form(draft) | {"body": "<p>The boats sail at dusk.</p>"}
    save(ana, draft, body="<p>The boats sail at noon.</p>")
    outside, depths = len(connection.savepoint_ids), []

    def compare(*texts):
        depths.append(len(connection.savepoint_ids))
        return compare_bodies(*texts)

    monkeypatch.setattr("news.history.comparison.compare_bodies", compare)
    assert "<mark>dusk.</mark>" in desk.post(change_url(draft), mine).text
    assert depths == [outside]
