"""All that happened with an inquiry, in the order of time, on its page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from contacts.models import Note
from contacts.services import desk, digests, telling
from contacts.story import story
from ijmsite import mail
from ijmsite.mail.about import keyed
from ijmsite.mail.models import Message
from ijmsite.mail.outbox import divert, resend
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

from .desk import inquiry, page

pytestmark = pytest.mark.django_db


def ended(message, state, **fields):
    Message.objects.filter(pk=message.pk).update(state=state, ended_at=timezone.now(), **fields)
    message.refresh_from_db()
    return message


def told(thing):
    return [(str(entry.words), entry.who) for entry in story(thing)]


def test_tells_everything_in_the_order_of_time(lead):
    bo = member("PR lead", first_name="Bo")
    now = timezone.now()
    thing = inquiry(deadline=now + timedelta(hours=10), escalate_at=now)
    telling.announce(thing)
    desk.claim(thing, lead)
    desk.add_note(thing, "She calls again at five.", lead)
    telling.escalate(timezone.now())
    desk.assign(thing, bo, lead, instead_of=lead.pk)
    desk.answer(thing, bo)

    assert told(thing) == [
        ("Received by the form of the site", ""),
        ("Mail to the press contact", ""),
        ("Acknowledgement to the journalist", ""),
        ("Claimed", "Ana"),
        ("Note", "Ana"),
        ("Reminder that it still waits", ""),
        ("Reminder that it still waits", ""),  # to the owner as well
        ("Assigned", "Ana"),
        ("Mail to whoever it was given to", ""),
        ("Marked as answered", "Bo"),
    ]
    assert [entry.detail for entry in story(thing) if entry.words == "Assigned"] == ["to: Bo"]


def test_tells_what_became_of_each_mail(client, lead, settings):
    thing = inquiry()
    telling.announce(thing)
    press = Message.objects.get(key=telling.key(thing, "press"))
    Message.objects.filter(pk=press.pk).update(fallback_to="inbox@office.example")
    press = ended(Message.objects.get(pk=press.pk), "failed", last_error="550 5.1.1")
    divert(press)
    copy = ended(press.resends.get(), "sent")
    resend(copy)

    html = client.get(page(thing)).text

    assert "not delivered" in html
    assert "(550 5.1.1)" in html
    assert 'class="trouble"' in html
    assert "Copy to another address, as the first could not be reached" in html
    assert "To <bdi>inbox@office.example</bdi>: handed to the mail server" in html
    assert "Sent again" in html
    assert f"/admin/mail/message/{copy.pk}/change/" in html


def test_tells_of_a_mail_about_several(lead):
    thing = inquiry()
    digests.tell_of_flood(timezone.now())
    thing.refresh_from_db()

    assert told(thing)[-1] == ("The press inbox was told, in a mail about several", "")


def test_tells_nothing_of_another_inquiry(lead):
    thing, other = inquiry(), inquiry()
    telling.announce(other)
    desk.claim(other, lead)
    desk.add_note(other, "Not here.", lead)

    assert told(thing) == [("Received by the form of the site", "")]


def test_says_what_was_released_as_the_button_does(lead):
    thing = inquiry(status="spam")
    desk.release(thing, lead)

    assert ("Released", "Ana") in told(thing)


@pytest.mark.parametrize("details", [["a"], "text", 7, None, {"to": ["a", 7]}])
def test_survives_details_of_any_shape(client, lead, details):
    thing = inquiry()
    of_claim = {"action": "claim", "model": "contacts.inquiry", "object_id": str(thing.pk)}
    AuditEvent.objects.create(**of_claim, details=[] if details is None else details)

    assert client.get(page(thing)).status_code == 200
    assert client.get("/admin/staff/auditevent/").status_code == 200


def test_runs_nothing_that_was_typed(client, lead):
    evil = "<script>alert(1)</script>"
    thing = inquiry()
    evil_one = member("PR lead", first_name=evil)
    desk.add_note(thing, evil, evil_one)
    desk.assign(thing, evil_one, evil_one)
    telling.announce(thing)
    Message.objects.update(last_error=evil, to=evil)

    html = client.get(page(thing)).text + client.get(page(thing, "close")).text

    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;") > 5


def test_note_stays_when_the_account_goes(client, lead):
    thing, bo = inquiry(), member("PR lead", first_name="Bo")
    desk.add_note(thing, "Called.", bo)
    bo.delete()

    assert told(thing)[-1] == ("Note", "Bo")


def test_costs_the_same_for_a_long_story(client, lead, django_assert_max_num_queries):
    thing = inquiry(is_call_for_help=True)
    telling.announce(thing)
    for number in range(20):
        desk.add_note(thing, f"Note {number}", lead)
        (desk.close, desk.reopen)[number % 2](thing, lead)
        mail.enqueue(
            "contacts/email/acknowledgement",
            to="a@b.example",
            context={"reference": thing.reference},
            key=telling.key(thing, f"escalation {number}"),
        )

    with django_assert_max_num_queries(14):
        response = client.get(page(thing))

    assert response.text.count('class="story__when"') == 63


def test_finds_the_mails_by_their_index():
    if connection.vendor == "postgresql":
        # Of a table that is empty any index costs the same.
        others = [Message(key=f"other:{number}", to="a@b.example") for number in range(500)]
        Message.objects.bulk_create(others)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE mail_message")
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = keyed("inquiry:M-333333:").explain()

    # The beginning of the key narrows it, on PostgreSQL by the index for LIKE.
    assert "key>?" in plan or "~>=~" in plan


def test_knows_every_kind_of_entry_in_one_order():
    now = timezone.now()
    thing = inquiry(received_at=now - timedelta(days=2))
    for days in (1, 0):
        note = Note.objects.create(inquiry=thing, text=str(days), by_name="Ana")
        Note.objects.filter(pk=note.pk).update(at=now - timedelta(days=days))

    assert [entry.note for entry in story(thing)] == ["", "1", "0"]
