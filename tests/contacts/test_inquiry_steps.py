"""What staff do with an inquiry: the services, and the page and button of each step."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import Inquiry, Note
from contacts.services import desk, telling
from ijmsite.mail.models import Message
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member
from tests.threads import at_once

from .desk import STEPS, inquiry, page, press


def events():
    return [(event.action, event.actor_name) for event in AuditEvent.objects.order_by("id")]


# What each step does


def test_claims(client, lead):
    thing = inquiry()

    said = press(client, thing, "claim")

    assert "It is yours now." in said
    assert thing.owner == lead
    assert events() == [("claim", "Ana")]


def test_marks_as_answered_and_keeps_whose_it_was(client, lead, bo):
    mine, theirs = inquiry(deadline=timezone.now()), inquiry(owner=bo)

    press(client, mine, "answered")
    press(client, theirs, "answered")

    assert (mine.status, mine.owner, mine.escalate_at) == ("answered", lead, None)
    assert mine.answered_at == pytest.approx(mine.settled_at, abs=timedelta(seconds=1))
    assert theirs.owner == bo
    assert events() == [("answer", "Ana")] * 2


def test_closes_and_opens_again(client, lead):
    deadline = timezone.now() + timedelta(hours=10)
    thing = inquiry(deadline=deadline)

    assert "Closed. Nobody is told." in press(client, thing, "close")
    assert (thing.status, thing.is_open) == ("closed", False)

    assert "It waits for an answer again." in press(client, thing, "reopen")
    assert (thing.status, thing.is_open, thing.answered_at) == ("new", True, None)
    assert timezone.now() < thing.escalate_at < deadline


def test_opened_again_it_has_no_answer_any_more(client, lead):
    thing = inquiry(status="answered")

    press(client, thing, "reopen")

    assert (thing.status, thing.answered_at) == ("new", None)


def test_what_was_closed_can_still_be_answered(client, lead):
    thing = inquiry(status="closed")

    press(client, thing, "answered")

    assert thing.status == "answered"


@pytest.mark.parametrize("status", ["quarantined", "spam"])
def test_release_sends_what_would_have_been_sent_once(client, lead, status):
    thing = inquiry(status=status, told_at=timezone.now() if status == "spam" else None)

    assert "It is on the desk now" in press(client, thing, "release")
    press(client, thing, "release")

    assert thing.is_open
    assert thing.told_at
    assert sorted(Message.objects.values_list("key", flat=True)) == [
        f"inquiry:{thing.reference}:acknowledgement",
        f"inquiry:{thing.reference}:press",
    ]
    assert events() == [("release", "Ana")]


def test_release_says_nothing_of_mails_that_had_gone_before(client, lead):
    thing = inquiry()
    telling.announce(thing)
    press(client, thing, "spam")

    said = press(client, thing, "release")

    assert "It is on the desk now. The story shows which mails it has had." in said
    assert Message.objects.filter(key__startswith=telling.key(thing, "")).count() == 2


def test_releases_nothing_whose_mails_cannot_be_stored(lead, monkeypatch):
    thing = inquiry(status="quarantined")
    monkeypatch.setattr(telling, "announce", Mock(side_effect=RuntimeError))

    with pytest.raises(RuntimeError):
        desk.release(thing, lead)

    thing.refresh_from_db()
    assert thing.status == "quarantined"
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("status", ["new", "quarantined"])
def test_marks_as_spam_and_writes_to_nobody(client, lead, status):
    thing = inquiry(status=status)

    press(client, thing, "spam")

    assert thing.status == "spam"
    assert not Message.objects.exists()


def test_assigns_to_those_who_may_answer_only(client, lead, bo):
    thing = inquiry()
    others = [member("Writer"), member("PR lead", is_active=False), member("Fundraising")]

    said = press(client, thing, "assign", to=bo.pk)
    assert "Assigned. Whoever answers it now has a mail about it" in said
    assert thing.owner == bo

    for other in others:
        said = press(client, thing, "assign", to=other.pk, instead_of=bo.pk)
        assert "Select a valid choice" in said
        assert "<title>Error:" in said
    assert thing.owner == bo
    assert AuditEvent.objects.get().details == {"to": "Bo"}


def test_assigns_to_nobody_in_particular(client, lead, bo):
    thing = inquiry(owner=bo)

    press(client, thing, "assign", to="", instead_of=bo.pk)

    assert thing.owner is None
    assert "(to: nobody in particular)" in client.get(page(thing)).text


def test_does_not_assign_away_what_somebody_has_claimed_meanwhile(client, lead, bo):
    thing, eve = inquiry(), member("PR lead", first_name="Eve")
    desk.claim(thing, bo)

    said = press(client, thing, "assign", to=eve.pk, instead_of="")

    assert "Nothing was changed: somebody was faster" in said
    assert thing.owner == bo


def test_keeps_a_note(client, lead):
    thing = inquiry()

    press(client, thing, "note", text="She calls again\nat five.")

    note = Note.objects.get()
    assert (note.text, note.by, note.by_name) == ("She calls again\nat five.", lead, "Ana")


def test_keeps_a_note_once_however_often_the_button_is_pressed(client, lead):
    thing = inquiry()

    press(client, thing, "note", text="Called.")
    press(client, thing, "note", text="Called.")
    press(client, thing, "note", text="Nobody there.")
    press(client, thing, "note", text="Called.")

    assert [note.text for note in Note.objects.all()] == ["Called.", "Nobody there.", "Called."]


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001, "a\u202eb", "a\0b"])
def test_refuses_a_note_that_nobody_could_read(client, lead, text):
    thing = inquiry()

    said = press(client, thing, "note", text=text)

    assert "<title>Error:" in said
    assert '<p class="errornote">' in said
    assert not Note.objects.exists()


# Who, and who was faster


@pytest.mark.parametrize("role", ["Writer", "Fundraising", ""])
@pytest.mark.parametrize("step", STEPS)
def test_is_refused_to_everybody_else(client, db, role, step):
    client.force_login(member(role))
    thing = inquiry(status="quarantined" if step == "release" else "new")
    before = Inquiry.objects.values().get()

    assert client.get(page(thing, step)).status_code == 403
    assert client.post(page(thing, step), {"text": "x"}).status_code == 403

    assert Inquiry.objects.values().get() == before
    assert not AuditEvent.objects.exists()
    assert not Note.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_needs_a_form_of_our_own(db, step):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member("PR lead"))
    thing = inquiry()

    assert client.post(page(thing, step), {"text": "x"}).status_code == 403
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_of_no_inquiry_is_not_found(client, lead, step):
    assert client.get(f"/admin/contacts/inquiry/{10**30}/{step}/").status_code == 404
    assert client.post(f"/admin/contacts/inquiry/7/{step}/").status_code == 404


def test_says_that_somebody_was_faster(client, lead, bo):
    thing = inquiry()
    desk.claim(thing, bo)

    said = press(client, thing, "claim")

    assert "Nothing was changed: somebody was faster" in said
    assert "It waits for an answer by Bo. Last step: “Claimed” by Bo, now." in said
    assert thing.owner == bo


@pytest.mark.parametrize(
    ("status", "possible"),
    [
        ("new", {"claim", "answered", "assign", "note", "close", "spam"}),
        ("answered", {"reopen", "note"}),
        ("closed", {"answered", "reopen", "note"}),
        ("quarantined", {"release", "spam", "note"}),
        ("spam", {"release", "note"}),
    ],
)
def test_offers_only_what_is_possible_and_refuses_the_rest(client, lead, status, possible):
    thing = inquiry(status=status)
    html = client.get(page(thing)).text

    assert {step for step in STEPS if page(thing, step) in html} == possible
    for step in set(STEPS) - possible:
        assert "Nothing was changed" in press(client, thing, step)
        assert thing.status == status


def test_does_not_offer_to_claim_what_is_mine(client, lead):
    thing = inquiry(owner=lead)

    assert page(thing, "claim") not in client.get(page(thing)).text


@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_once_are_one_who_has_it_and_one_who_is_told():
    thing, people = inquiry(), [member("PR lead") for _number in range(4)]

    done = at_once(lambda number: desk.claim(thing, people[number]), 4)

    thing.refresh_from_db()
    assert done.count(True) == 1
    assert thing.owner == people[done.index(True)]
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [desk.answer, desk.close, desk.mark_as_spam])
def test_who_takes_a_step_at_once_takes_it_once(step):
    thing, people = inquiry(), [member("PR lead") for _number in range(4)]

    done = at_once(lambda number: step(thing, people[number]), 4)

    assert done.count(True) == 1
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_releases_at_once_sends_once():
    thing, people = inquiry(status="quarantined"), [member("PR lead") for _number in range(4)]

    done = at_once(lambda number: desk.release(thing, people[number]), 4)

    assert done.count(True) == 1
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_notes_at_once_of_the_same_words_are_one():
    thing, person = inquiry(), member("PR lead")

    at_once(lambda number: desk.add_note(thing, "Called.", person), 4)

    assert Note.objects.count() == 1
