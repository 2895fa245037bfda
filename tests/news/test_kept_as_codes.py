"""What is kept of an action is the same in every language, and said in that of the reader."""

import ast
import inspect
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from ijmsite.staff.audit import in_words
from ijmsite.staff.models import AuditEvent
from news.checks import blocking, check, facts
from news.deleted import restore
from news.details import CHECKS
from news.history import reasons
from news.models import Redirect
from news.services import move_back, send_readers_to, withdraw
from tests.staff.people import member

from .desk import at, posted
from .desk_form import typed_into

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def lead():
    return member("PR lead")


def unscheduled(make_article, lead):
    article = make_article(publish_at=timezone.now() + DAY)
    withdraw(article, lead)
    return article


def withdrawn(make_article, lead):
    article = make_article()
    withdraw(article, lead)
    return article


def sent_on(make_article, lead):
    article = withdrawn(make_article, lead)
    send_readers_to(article, make_article("other"), lead)
    return article


def not_sent_on(make_article, lead):
    article = sent_on(make_article, lead)
    send_readers_to(article, None, lead)
    return article


def moved_back(make_article, lead):
    article = make_article()
    Redirect.objects.create(path="/news/old/", article=article)
    move_back(article, "old", lead)
    return article


def undeleted(make_article, lead):
    article = make_article(status="draft", publish_at=None)
    pk = article.pk
    article.delete()
    return restore(pk, lead)


ACTIONS = [withdrawn, unscheduled, sent_on, not_sent_on, moved_back, undeleted]


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_in_french_is_kept_like_one_in_english(make_article, lead, action):
    with translation.override("fr"):
        article = action(make_article, lead)
    reason = article.history.first().history_change_reason

    assert reason == f"code:{action.__name__}"
    with translation.override("en"):
        said = reasons.in_words(reason)
    with translation.override("fr"):
        assert reasons.in_words(reason) != said


def test_times_are_kept_with_their_day_and_said_in_the_time_of_the_office(make_article, lead):
    with time_machine.travel("2026-03-03T14:00:00Z", tick=False):
        article = make_article(status="draft", publish_at=None)
        pk = article.pk
        article.delete()
        restore(pk, lead)
    details = AuditEvent.objects.first().details

    assert details == {"deleted_at": "2026-03-03T14:00:00+00:00"}
    assert in_words(details) == "deleted: Tue 3 Mar 2026 09:00 EST"


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("", ""),
        (None, ""),
        ("It cannot wait.", "It cannot wait."),
        ("code:restored 3", "Restored revision 3"),
        ("code:restored 3\nIt is four.\nNot 40.", "Restored revision 3 – It is four.\nNot 40."),
        ("code:imported https://old.example/a b", "Imported from https://old.example/a b"),
        ("code:of a later version", "code:of a later version"),
    ],
)
def test_a_reason_is_said_in_words_with_what_was_typed(kept, said):
    assert reasons.in_words(kept) == said


@pytest.mark.parametrize("code", ["withdrawn", "restored"])
def test_what_is_put_together_is_taken_apart(code):
    assert reasons.parts(reasons.coded(code, 3, "Typed.")) == (code, "3", "Typed.")


def test_a_reason_that_was_typed_is_not_told_twice_beside_a_restored_revision(desk, make_article):
    article = make_article()
    posted(desk, article, headline="Forty boats")
    page = reverse("admin:news_article_change", args=[article.pk])
    shown = desk.get(f"{page}?restore=1")
    note = "An earlier version said forty."
    sent = typed_into(shown, edit_kind="correction", correction_note=note)
    assert desk.post(f"{page}?restore=1", sent).status_code == 302
    history = desk.get(reverse("admin:news_article_history", args=[article.pk])).text

    assert history.count(note) == 1
    assert f"Restored revision 1 – {note}" in history


def test_every_check_that_blocks_has_words(draft):
    bare = draft(
        body="", standfirst="", headline="TK", press_contact=None, photo_alt="", survivor_name=""
    )
    found = {finding.code for finding in blocking(check(bare))}

    assert len(found) > 4
    assert found <= CHECKS.keys()


# New times


def kept(action):
    return AuditEvent.objects.filter(action=action)


def test_a_new_time_of_a_scheduled_article_is_kept_with_the_old_one(desk, make_article):
    old = timezone.now().replace(microsecond=0) + DAY
    article = make_article(publish_at=old)
    posted(desk, article, **at("publish_at", old + DAY))

    assert kept("schedule").get().details == {
        "publish_at": {"before": old.isoformat(), "now": (old + DAY).isoformat()}
    }
    assert not kept("times").exists()


def test_a_new_time_of_a_public_article_is_kept_with_the_old_one(desk, make_article):
    old = timezone.now() - DAY
    posted(desk, make_article(publish_at=old), **at("publish_at", old - DAY))

    details = kept("times").get().details
    assert details["publish_at"]["before"] == old.isoformat()
    assert details["publish_at"]["now"][:19] == (old - DAY).isoformat()[:19]


@pytest.mark.parametrize("start", [-DAY, 2 * DAY], ids=["public", "scheduled"])
def test_an_end_that_is_set_and_taken_away_is_kept(desk, make_article, start):
    now = timezone.now().replace(microsecond=0)
    article = make_article(publish_at=now + start)
    posted(desk, article, **at("unpublish_at", now + 5 * DAY))
    posted(desk, article, unpublish_at_0="", unpublish_at_1="")

    end = (now + 5 * DAY).isoformat()
    assert [event.details["unpublish_at"] for event in kept("times").order_by("pk")] == [
        {"before": None, "now": end},
        {"before": end, "now": None},
    ]


def test_an_end_in_the_past_is_kept_with_the_old_one(desk, make_article):
    now = timezone.now().replace(microsecond=0)
    article = make_article(publish_at=now - 3 * DAY, unpublish_at=now + DAY)
    posted(desk, article, **at("unpublish_at", now - DAY))

    assert kept("withdraw").count() == 1
    assert kept("times").get().details["unpublish_at"]["before"] == (now + DAY).isoformat()


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({}, {"headline": "New"}),
        ({"status": "draft"}, {"publish_at_0": "2030-01-01", "publish_at_1": "09:00:00"}),
        ({}, {"status": "withdrawn"}),
    ],
)
def test_other_saves_keep_no_times(desk, make_article, fields, changes):
    posted(desk, make_article(**fields), **changes)
    assert not kept("times").exists()


def test_old_and_new_time_are_said_in_words():
    moment = "2026-03-03T14:00:00+00:00"
    details = {"unpublish_at": {"before": None, "now": moment}}

    assert in_words(details) == "take down at: – → Tue 3 Mar 2026 09:00 EST"


def test_that_readers_are_sent_nowhere_is_said():
    assert in_words({"readers_are_sent_to": ""}) == "readers are sent to: nowhere"
    assert in_words({"readers_are_sent_to": "Boats"}) == "readers are sent to: Boats"
    with translation.override("fr"):
        assert "nulle part" in in_words({"readers_are_sent_to": ""})


def test_words_that_look_like_a_time_are_words():
    """Anybody may call an article so, and readers be sent there."""
    headline = "2026-99-99T00:00:00+00:00"

    assert in_words({"readers_are_sent_to": headline}) == f"readers are sent to: {headline}"


def test_a_finding_that_blocks_has_words_for_the_audit_list():
    tree = ast.parse(inspect.getsource(facts))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args]
    named = {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "block" and isinstance(call.args[0], ast.Constant)
    }

    assert len(named) > 8
    assert named <= CHECKS.keys()


def test_what_was_typed_poses_as_no_code(desk, make_article):
    article = make_article()
    note = {"edit_kind": "correction", "correction_note": "code:restored 7"}
    assert posted(desk, article, headline="New", **note).status_code == 302

    assert (
        reasons.in_words(article.history.first().history_change_reason).strip() == "code:restored 7"
    )
