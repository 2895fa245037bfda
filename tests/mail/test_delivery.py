"""What a mail server does, line by line, and what becomes of the message."""

import logging
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from ijmsite.mail import StoredFile
from ijmsite.mail.models import Message
from ijmsite.mail.outcomes import Kind, Outcome, back_off

from .conftest import deliver_one


@pytest.fixture(params=[False, True], ids=["one by one", "at once"])
def smtp_sink(start_sink, request):
    sink = start_sink()
    sink.is_pipelining = request.param
    return sink


def wait_of(message):
    return (message.next_try_at - timezone.now()).total_seconds() / 60


def test_hands_message_over(try_once, hello, smtp_sink):
    message = try_once(hello())

    assert message.state == "sent"
    assert message.tries == 1
    assert message.last_error == ""
    assert message.ended_at
    assert smtp_sink.recipients == ["zoe@courier.example"]


def test_retries_after_refused_connection(make_worker, hello, unused_port):
    message = hello()
    deliver_one(make_worker(f"smtp://127.0.0.1:{unused_port}"))
    message.refresh_from_db()

    assert message.state == "queued"
    assert message.last_error == "unreachable: ConnectionRefusedError"
    assert 0.7 < wait_of(message) < 1.3
    assert message.ambiguous_tries == 0


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_retries_after_421(try_once, hello, smtp_sink, command):
    smtp_sink.script[command] = ["421 4.3.2 closing"] * 2
    message = try_once(hello())

    assert message.state == "queued"
    assert "421" in message.last_error
    assert message.ambiguous_tries == 0
    assert try_once(message).state == "queued"
    assert try_once(message).state == "sent"
    assert len(smtp_sink.accepted) == 1


def test_waits_five_minutes_for_a_greylist(try_once, hello, smtp_sink):
    smtp_sink.script["RCPT"] = ["450 4.2.0 greylisted"]
    message = try_once(hello())

    assert message.state == "queued"
    assert message.last_error == "450 4.2.0 SMTPRecipientsRefused"
    assert wait_of(message) > 4.9

    message = try_once(message)
    assert message.state == "sent"
    assert message.tries == 2


def test_retries_after_451_to_the_data(try_once, hello, smtp_sink):
    smtp_sink.script["DATA"] = ["451 4.3.0 later"]
    message = try_once(hello())

    assert message.state == "queued"
    assert message.last_error == "451 4.3.0 SMTPDataError"
    assert message.ambiguous_tries == 0
    assert try_once(message).state == "sent"


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("MAIL", "550 5.7.1 not you", "550 5.7.1 SMTPSenderRefused"),
        ("RCPT", "550 5.1.1 zoe@courier.example unknown", "550 5.1.1 SMTPRecipientsRefused"),
        ("DATA", "554 5.7.1 spam", "554 5.7.1 SMTPDataError"),
    ],
)
def test_gives_up_after_one_refusal_for_good(try_once, hello, smtp_sink, command, answer, reason):
    smtp_sink.script[command] = [answer]
    message = try_once(hello())

    assert message.state == "failed"
    assert message.tries == 1
    assert message.last_error == reason
    assert not Message.objects.waiting().exists()


def test_delivers_what_waits_behind_a_refused_one(worker, hello, smtp_sink):
    smtp_sink.script["RCPT"] = ["550 5.1.1 unknown"]
    for _number in range(4):
        hello()

    assert worker.drain() == {"failed": 1, "sent": 3}
    assert len(smtp_sink.sessions) == 1


def test_keeps_what_waits_when_our_password_is_refused(try_once, hello, smtp_sink):
    smtp_sink.script["MAIL"] = ["530 5.7.0 authentication required"]

    assert try_once(hello()).state == "queued"


@pytest.mark.parametrize("answer", ["drop", 1], ids=["line drops", "answer is late"])
def test_parks_after_three_tries_of_unknown_outcome(try_once, hello, smtp_sink, answer, hasty):
    smtp_sink.script["DATA"] = [answer] * 9
    message = try_once(hello())
    assert (message.state, message.ambiguous_tries) == ("queued", 1)
    assert message.last_error == "SMTPServerDisconnected"

    assert try_once(message).state == "queued"
    message = try_once(message)

    assert (message.state, message.tries, message.ambiguous_tries) == ("parked", 3, 3)
    try_once(message)
    assert len(smtp_sink.contents) == 3
    assert len(set(smtp_sink.contents)) == 1


def test_sends_again_after_one_unknown_outcome(try_once, hello, smtp_sink):
    smtp_sink.script["DATA"] = ["drop"]

    assert try_once(try_once(hello())).state == "sent"


def test_does_not_call_undelivered_what_may_have_arrived(try_once, hello, smtp_sink):
    smtp_sink.script["DATA"] = ["drop", "554 5.7.1 seen before"]

    assert try_once(try_once(hello())).state == "parked"


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT"])
def test_retries_when_the_line_drops_before_the_message(try_once, hello, smtp_sink, command):
    smtp_sink.script[command] = ["drop"] * 2
    message = try_once(hello())

    assert message.state == "queued"
    assert message.ambiguous_tries == 0


def test_retries_when_the_server_is_silent_before_the_message(try_once, hello, smtp_sink, hasty):
    smtp_sink.script["RCPT"] = [1]
    message = try_once(hello())

    assert message.state == "queued"
    assert message.ambiguous_tries == 0


def test_does_not_hang_on_a_server_that_never_speaks(make_worker, hello, tarpit, hasty):
    message = hello()
    started = timezone.now()
    deliver_one(make_worker(tarpit))
    message.refresh_from_db()

    assert timezone.now() - started < timedelta(seconds=2)
    assert message.state == "queued"
    assert message.last_error.startswith("unreachable: ")
    assert message.ambiguous_tries == 0


def test_opens_a_new_connection_where_the_old_one_was_closed(worker, hello, smtp_sink):
    hello()
    assert worker.drain() == {"sent": 1}
    hello()
    deliver_one(worker)
    worker.transport._client.sock.shutdown(2)
    message = hello()
    deliver_one(worker)
    message.refresh_from_db()

    assert message.state == "sent"
    assert message.tries == 1


@pytest.mark.parametrize(
    ("kind", "steps", "least"),
    [
        (Kind.TRANSIENT, [1, 5, 15, 30, 60, 60, 60], 0.8),
        (Kind.GREYLISTED, [5, 5, 15, 30, 60, 60, 60], 1),
    ],
)
def test_backs_off_to_an_hour(kind, steps, least):
    for tries, minutes in enumerate(steps, 1):
        waits = [back_off(Message(tries=tries), kind) / timedelta(minutes=1) for _ in range(99)]
        assert minutes * least <= min(waits) < max(waits) <= minutes * 1.2


def test_gives_up_after_72_hours(try_once, hello, smtp_sink):
    smtp_sink.script["RCPT"] = ["451 4.3.0 later"] * 2
    message = hello()
    Message.objects.update(created_at=timezone.now() - timedelta(hours=71))
    assert try_once(message).state == "queued"

    Message.objects.update(created_at=timezone.now() - timedelta(hours=72))
    assert try_once(message).state == "failed"


def test_fails_what_cannot_be_built_after_three_tries(try_once, worker, hello, smtp_sink):
    poison = hello()
    Message.objects.filter(pk=poison.pk).update(headers={"X-Note": "a\nb"})
    poison = try_once(poison)
    assert poison.state == "queued"
    # Django 6.1 has no name of its own for it any more.
    assert poison.last_error in {f"cannot be built: {n}" for n in ("BadHeaderError", "ValueError")}
    others = [hello(), hello()]

    assert worker.drain() == {"sent": len(others)}
    assert try_once(poison).state == "queued"
    poison = try_once(poison)
    assert (poison.state, poison.tries) == ("failed", 3)


def test_waits_for_a_missing_attachment_and_never_sends_without(try_once, hello, smtp_sink):
    message = try_once(hello(attachments=["sample/nothing.pdf"]))

    assert message.state == "queued"
    assert message.last_error == "MissingAttachmentError"
    for _ in range(4):
        assert try_once(message).state == "queued"
    assert not smtp_sink.contents

    Message.objects.update(attachments=[message.attachments[0] | {"path": "sample/guide.pdf"}])
    assert try_once(message).state == "sent"
    [attachment] = smtp_sink.mails[0].iter_attachments()
    assert attachment.get_filename() == "nothing.pdf"


def test_waits_for_a_missing_upload_and_never_sends_without(try_once, hello, smtp_sink):
    file = StoredFile("guides/later.pdf", "guide.pdf")
    message = try_once(hello(attachments=[file]))

    assert (message.state, message.last_error) == ("queued", "MissingAttachmentError")
    assert not smtp_sink.contents

    default_storage.save(file.path, ContentFile(b"%PDF-1.7 whole"))
    assert try_once(message).state == "sent"
    [attachment] = smtp_sink.mails[0].iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("guide.pdf", b"%PDF-1.7 whole")


def test_logs_no_personal_data(try_once, hello, smtp_sink, caplog):
    caplog.set_level(logging.DEBUG)
    smtp_sink.script["RCPT"] = ["450 zoe@courier.example is greylisted", "550 no zoe@courier"]
    message = try_once(try_once(hello()))

    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("ijmsite"))
    assert str(message.pk) in ours
    assert "sample/email/hello" in ours
    assert "zoe" not in (ours + message.last_error).lower()
    assert "Zoë" not in ours


def test_leaves_nothing_over_for_reasons_that_are_long(try_once, hello, worker, monkeypatch):
    monkeypatch.setattr(
        worker.transport, "deliver", lambda *_args: Outcome(Kind.PERMANENT, "x" * 300)
    )

    assert len(try_once(hello()).last_error) == 120
