import threading
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from ijmsite.mail import worker as worker_module
from ijmsite.mail.models import Message
from ijmsite.mail.outcomes import Kind, Outcome
from ijmsite.mail.worker import claim, record, wake_if_reachable

from .conftest import deliver_one

LEASE = timedelta(seconds=300)


def test_takes_one_message_and_no_other_worker_gets_it(hello):
    first, second = hello(), hello()

    assert claim(LEASE) == first
    assert claim(LEASE) == second
    assert claim(LEASE) is None


def test_takes_the_longest_waiting_first(hello):
    messages = [hello() for _ in range(3)]
    Message.objects.filter(pk=messages[2].pk).update(
        next_try_at=timezone.now() - timedelta(hours=1)
    )

    assert claim(LEASE) == messages[2]


def test_asks_one_question_when_idle(hello, django_assert_num_queries):
    Message.objects.filter(pk=hello().pk).update(next_try_at=timezone.now() + timedelta(hours=1))

    with django_assert_num_queries(1):
        assert claim(LEASE) is None


@pytest.mark.engine("sqlite")
def test_finds_due_messages_by_index(db):
    for queryset, index in [
        (Message.objects.waiting(), "message_waiting"),
        (Message.objects.unreachable(), "message_waiting"),
        (Message.objects.stranded(timezone.now()), "message_waiting"),
        (Message.objects.exclude(text="", html=""), "message_with_text"),
    ]:
        plan = queryset.order_by().explain()
        assert f"INDEX {index}" in plan
    plan = Message.objects.due(timezone.now())[:1].explain()
    assert "INDEX message_waiting" in plan
    assert "TEMP B-TREE" not in plan


def test_counts_a_dead_workers_message_as_one_possible_copy(hello):
    message = hello()
    claim(LEASE)
    for possible_copies in [1, 2]:
        assert claim(LEASE) is None
        Message.objects.update(next_try_at=timezone.now())
        assert claim(LEASE) == message
        message.refresh_from_db()
        assert message.ambiguous_tries == possible_copies

    Message.objects.update(next_try_at=timezone.now())
    assert claim(LEASE) is None
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("parked", "worker died")
    assert message.ended_at


def test_goes_on_behind_a_parked_message(hello):
    dead, alive = hello(), hello()
    claim(LEASE)
    Message.objects.filter(pk=dead.pk).update(next_try_at=timezone.now() - LEASE, ambiguous_tries=2)

    assert claim(LEASE) == alive
    dead.refresh_from_db()
    assert dead.state == "parked"


def test_does_not_overwrite_what_another_worker_has_taken_over(hello):
    hello()
    slow = claim(LEASE)
    Message.objects.update(next_try_at=timezone.now())
    quick = claim(LEASE)
    record(slow, Outcome(Kind.PERMANENT, "550"))
    quick.refresh_from_db()
    assert quick.state == "sending"

    record(quick, Outcome(Kind.SENT))
    quick.refresh_from_db()
    assert quick.state == "sent"


def test_sends_nothing_while_nothing_can_be_recorded(hello, make_worker, smtp_sink, monkeypatch):
    message = hello()
    worker = make_worker(smtp_sink.url)

    def refuse(*_args, **_fields):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(worker_module, "change", refuse)
        with pytest.raises(OperationalError):
            deliver_one(worker)

    assert not smtp_sink.commands
    deliver_one(worker)
    message.refresh_from_db()
    assert message.state == "sent"


def test_records_what_was_sent_when_the_database_is_back(
    hello, make_worker, smtp_sink, monkeypatch, caplog
):
    message = hello()
    worker = make_worker(smtp_sink.url)
    troubles = [OperationalError("zoe@courier.example is locked")] * 3

    def record_late(*args):
        if troubles:
            raise troubles.pop()
        return record(*args)

    monkeypatch.setattr(worker_module, "record", record_late)
    monkeypatch.setattr(worker_module.connection, "close", lambda: None)
    deliver_one(worker)
    message.refresh_from_db()

    assert message.state == "sent"
    assert len(smtp_sink.accepted) == 1
    assert "zoe" not in "".join(r.getMessage() for r in caplog.records if "ijm" in r.name)


@pytest.mark.django_db(transaction=True)
def test_runs_on_after_database_trouble_until_told_to_stop(
    hello, make_worker, smtp_sink, monkeypatch
):
    hello()
    worker = make_worker(smtp_sink.url)
    troubles = [OperationalError("locked")] * 2
    claims = []

    def claim_late(lease):
        if troubles:
            raise troubles.pop()
        message = claim(lease)
        claims.append(message)
        if message is None:
            worker.stop.set()
        return message

    monkeypatch.setattr(worker_module, "claim", claim_late)
    worker.run()

    assert len(smtp_sink.accepted) == 1
    assert len(claims) == 2
    assert worker.transport._client is None


@pytest.mark.django_db(transaction=True)
def test_opens_a_new_database_connection_when_the_old_one_died(
    hello, make_worker, smtp_sink, monkeypatch
):
    hello()
    worker = make_worker(smtp_sink.url)
    cuts = [1]

    def claim_after_cut(lease):
        if cuts and cuts.pop():
            connection.ensure_connection()
            connection.connection.close()
        message = claim(lease)
        if message is None:
            worker.stop.set()
        return message

    monkeypatch.setattr(worker_module, "claim", claim_after_cut)
    worker.run()

    assert len(smtp_sink.accepted) == 1


def test_takes_the_next_message_by_the_commit_that_records_the_one_before(
    hello, make_worker, smtp_sink, django_assert_num_queries
):
    for _ in range(3):
        hello()

    worker = make_worker(smtp_sink.url)
    worker.transport.is_up()
    row = worker._deliver_row(lambda: True)
    next(row)
    # What was found, the update of the one, the next one's search and update, in one savepoint.
    with django_assert_num_queries(5):
        assert next(row) == "sent"
    assert Message.objects.filter(state="sending").count() == 1
    assert next(row) == "sent"
    assert not [*row]


def test_takes_no_message_that_it_will_not_send(hello, make_worker, smtp_sink):
    messages = [hello(), hello()]
    worker = make_worker(smtp_sink.url)
    deliver_one(worker)
    assert {*Message.objects.values_list("state", "tries")} == {("sent", 1), ("queued", 0)}

    messages.append(hello())
    deliver = worker.transport.deliver

    def deliver_and_stop(*args):
        worker.stop.set()
        return deliver(*args)

    worker.transport.deliver = deliver_and_stop
    worker.drain()
    assert Message.objects.filter(state="queued", tries=0).count() == 1


def test_records_what_has_left_whatever_is_wrong_with_the_next_one(
    hello, make_worker, smtp_sink, monkeypatch
):
    first, second = hello(), hello()
    worker = make_worker(smtp_sink.url)

    def stumble(message):
        if message.pk == second.pk:
            raise ValueError
        return ""

    monkeypatch.setattr(worker_module, "reason_to_withhold", stumble)
    with pytest.raises(ValueError):  # noqa: PT011 (ours, without words)
        worker.drain()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.tries) == ("sent", "queued", 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_nothing_twice(hello, make_worker, smtp_sink):
    messages = {hello().message_id for _ in range(40)}
    smtp_sink.script["DATA"] = [0.01] * 20
    workers = [make_worker(smtp_sink.url) for _ in range(3)]

    def drain(worker):
        with closing(connection):
            worker.drain()

    threads = [threading.Thread(target=drain, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    copies = Counter(mail["Message-ID"] for mail in smtp_sink.mails)
    assert set(copies) == messages
    assert set(copies.values()) == {1}
    assert set(Message.objects.values_list("state", "tries")) == {("sent", 1)}
    assert len(smtp_sink.sessions) > 1


def test_wakes_what_waited_when_the_mail_server_is_back(hello, make_worker, smtp_sink, unused_port):
    late = hello()
    greylisted = hello()
    deliver_one(make_worker(f"smtp://127.0.0.1:{unused_port}"))
    later = timezone.now() + timedelta(hours=1)
    Message.objects.update(next_try_at=later)

    assert wake_if_reachable(make_worker(f"smtp://127.0.0.1:{unused_port}").transport) == 0
    assert wake_if_reachable(make_worker(smtp_sink.url).transport) == 1
    late.refresh_from_db()
    greylisted.refresh_from_db()
    assert late.next_try_at <= timezone.now()
    assert greylisted.next_try_at == later
    assert not smtp_sink.contents


def test_leaves_nothing_stuck_when_the_clock_is_set_back(hello, make_worker, smtp_sink):
    queued, held, fresh = hello(), hello(), hello()
    ahead = timezone.now() + timedelta(hours=3)
    Message.objects.filter(pk=queued.pk).update(next_try_at=ahead)
    Message.objects.filter(pk=held.pk).update(state="sending", next_try_at=ahead, lease_until=ahead)
    Message.objects.filter(pk=fresh.pk).update(next_try_at=timezone.now() + timedelta(minutes=70))

    assert make_worker(smtp_sink.url).drain() == {"sent": 2}
    assert Message.objects.waiting().get() == fresh


def test_blanks_the_secrets_that_have_ended_and_need_no_look(hello, make_worker, smtp_sink):
    cancelled, parked, waiting = (hello(secret=True) for _ in range(3))
    told = hello()
    for message, state in [(cancelled, "cancelled"), (parked, "parked"), (told, "sent")]:
        Message.objects.filter(pk=message.pk).update(state=state, ended_at=timezone.now())

    assert Message.objects.blank_secrets() == 1
    assert Message.objects.blank_secrets() == 0
    assert {*Message.objects.exclude(text="")} == {parked, waiting, told}


def test_blanks_a_secret_text_as_soon_as_it_has_left(hello, try_once):
    message = try_once(hello(secret=True))

    assert message.state == "sent"
    assert message.is_blank


def test_keeps_a_secret_text_while_it_may_be_needed(hello, try_once, smtp_sink):
    smtp_sink.script["DATA"] = ["drop"]

    assert not try_once(hello(secret=True)).is_blank
