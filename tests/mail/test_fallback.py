"""A message that does not reach its address goes to a second one, where it has one."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from ijmsite import mail
from ijmsite.mail.models import Message
from ijmsite.mail.outbox import resend
from ijmsite.mail.outcomes import Kind, Outcome
from ijmsite.mail.worker import claim

PRESS = "press@newsroom.example"
ANA = "ana@office.example"


@pytest.fixture
def to_ana(hello):
    return lambda **changes: hello(to=ANA, fallback_to=PRESS, reply_to=["z@x.example"], **changes)


def copy_of(message):
    return Message.objects.get(resend_of=message)


def test_goes_to_the_second_address_when_it_is_refused_for_good(to_ana, try_once, smtp_sink):
    smtp_sink.script["RCPT"] = ["550 5.1.1 no such user"]
    message = try_once(to_ana())

    copy = try_once(copy_of(message))
    assert message.state == "failed"
    assert (copy.state, copy.to) == ("sent", PRESS)
    assert (copy.subject, copy.text, copy.reply_to) == (
        *(message.subject, message.text, message.reply_to),
    )
    assert copy.message_id != message.message_id
    assert smtp_sink.recipients == [PRESS]


def test_fails_and_is_copied_in_one_step_or_not_at_all(to_ana, worker, monkeypatch):
    """Else a message would count as failed, and nobody would have it."""
    to_ana()
    message = claim(timedelta(minutes=5))

    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr("ijmsite.mail.worker.divert", fail)
    monkeypatch.setattr("ijmsite.mail.worker.connection.close", lambda: None)
    worker.stop.set()
    worker._record(message, Outcome(Kind.PERMANENT, "550 5.1.1"), lambda: True)

    message.refresh_from_db()
    assert (message.state, message.ended_at) == ("sending", None)


def test_goes_to_the_second_address_when_it_perhaps_arrived(to_ana, try_once, smtp_sink):
    message = to_ana()
    smtp_sink.script["DATA"] = ["drop"] * 3
    for _ in range(3):
        try_once(message)

    assert message.state == "parked"
    assert copy_of(message).to == PRESS


def test_goes_to_the_second_address_when_its_workers_died(to_ana, worker):
    message = to_ana()
    Message.objects.update(state="sending", ambiguous_tries=2, lease_until=timezone.now())

    worker.drain()

    message.refresh_from_db()
    assert message.state == "parked"
    assert (copy_of(message).to, copy_of(message).state) == (PRESS, "sent")


def test_goes_to_the_second_address_when_it_was_tried_for_three_days(to_ana, try_once, smtp_sink):
    message = to_ana()
    Message.objects.update(created_at=timezone.now() - timedelta(hours=73))
    smtp_sink.script["RCPT"] = ["452 4.2.2 mailbox full"]

    assert try_once(message).state == "failed"
    assert copy_of(message).to == PRESS


@pytest.mark.parametrize("answer", ["450 4.2.0 later", "452 4.2.2 mailbox full"])
def test_waits_while_there_is_hope(to_ana, try_once, smtp_sink, answer):
    smtp_sink.script["RCPT"] = [answer]

    assert try_once(to_ana()).state == "queued"
    assert Message.objects.count() == 1


@pytest.mark.parametrize("answer", ["450 4.2.0 later", "452 4.2.2 mailbox full"])
def test_is_copied_once_when_there_was_hope_for_an_hour(to_ana, try_once, smtp_sink, answer):
    message = to_ana()
    Message.objects.update(created_at=timezone.now() - timedelta(hours=1))
    smtp_sink.script["RCPT"] = [answer] * 2

    assert try_once(message).state == "queued"
    assert try_once(message).state == "queued"
    copy = copy_of(message)
    assert copy.to == PRESS
    assert try_once(message).state == try_once(copy).state == "sent"
    assert smtp_sink.recipients == [ANA, PRESS]


def test_is_not_copied_while_the_mail_server_is_away(to_ana, make_worker, unused_port):
    message = to_ana()
    Message.objects.update(created_at=timezone.now() - timedelta(hours=3))
    make_worker(f"smtp://127.0.0.1:{unused_port}").drain()

    message.refresh_from_db()
    assert message.state == "queued"
    assert Message.objects.count() == 1


def test_what_was_delivered_is_not_copied(to_ana, try_once):
    assert try_once(to_ana()).state == "sent"
    assert Message.objects.count() == 1


def test_a_second_address_that_fails_too_ends_it(to_ana, try_once, smtp_sink):
    smtp_sink.script["RCPT"] = ["550 5.1.1 no such user"] * 3
    copy = try_once(copy_of(try_once(to_ana())))

    assert copy.state == "failed"
    assert Message.objects.count() == 2
    assert {message.state for message in Message.objects.needing_a_look()} == {"failed"}


def test_the_same_address_is_not_tried_again(hello, try_once, smtp_sink):
    smtp_sink.script["RCPT"] = ["550 5.1.1 no such user"]
    try_once(hello(to=PRESS, fallback_to=PRESS))

    assert Message.objects.count() == 1


def test_sent_again_by_hand_goes_to_its_first_address(to_ana, try_once, smtp_sink):
    smtp_sink.script["RCPT"] = ["550 5.1.1 no such user"]
    message = try_once(to_ana())
    try_once(copy_of(message))

    assert resend(message).to == ANA


def test_a_second_address_is_exactly_one(db):
    with pytest.raises(ValueError, match="exactly one"):
        mail.enqueue(
            "sample/email/hello",
            to=ANA,
            fallback_to="a@x.example, b@x.example",
            context={},
            key="x",
        )
    assert not Message.objects.exists()
