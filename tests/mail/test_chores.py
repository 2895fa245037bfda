"""What apps do at intervals in the mail worker: once each time, and never in the way of mail."""

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from ijmsite.mail import chores
from ijmsite.mail.chores import Chore, Rounds, all_chores
from ijmsite.mail.models import Message

MINUTE = timedelta(minutes=1)
done = []


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def note(now):
    done.append(now)


def fail(now):
    done.append("failed")
    raise ValueError("zoe@courier.example cannot be told")


@pytest.fixture
def clock(monkeypatch):
    """Return a function that moves the worker's own clock on."""
    hours = [0.0]
    monkeypatch.setattr(chores.time, "monotonic", lambda: hours[0])

    def move(seconds):
        hours[0] += seconds

    return move


def test_does_each_chore_at_once_and_then_when_its_time_has_come(clock):
    rounds = Rounds([Chore(note, every=MINUTE)])
    rounds.make()
    clock(59)
    rounds.make()
    assert len(done) == 1
    clock(1)
    rounds.make()

    assert len(done) == 2
    assert abs(done[0] - timezone.now()) < MINUTE


def test_goes_on_behind_a_chore_that_fails_and_tries_it_again_next_time(clock, caplog):
    rounds = Rounds([Chore(fail, every=MINUTE), Chore(note, every=MINUTE)])
    rounds.make()
    rounds.make()
    assert done[0] == "failed"
    assert len(done) == 2
    clock(60)
    rounds.make()

    assert done.count("failed") == 2
    assert f"The chore {__name__}.fail failed: ValueError" in caplog.text
    assert "zoe" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_though_every_chore_fails(hello, worker, smtp_sink):
    worker.rounds = Rounds([Chore(fail, every=timedelta(0))])
    messages = [hello() for _ in range(3)]

    assert worker.drain() == {"sent": 3}
    assert len(smtp_sink.accepted) == len(messages)
    assert "failed" in done


@pytest.mark.engine("sqlite")
@pytest.mark.django_db(transaction=True)
def test_mail_leaves_though_a_chore_met_a_locked_database(
    hello, worker, smtp_sink, caplog, monkeypatch
):
    message = hello()

    def meets_a_lock(now):
        path = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with monkeypatch.context() as patch:
                patch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
                Message.objects.update(tries=7)
        done.append("got through")

    worker.rounds = Rounds([Chore(meets_a_lock, every=MINUTE), Chore(note, every=MINUTE)])

    assert worker.drain() == {"sent": 1}
    assert "meets_a_lock failed: OperationalError" in caplog.text
    assert "got through" not in done
    assert len(done) == 1, "the chore behind it is done"
    message.refresh_from_db()
    assert (message.state, message.tries) == ("sent", 1)


@pytest.mark.django_db(transaction=True)
def test_opens_a_new_connection_behind_a_chore_that_lost_its_own(hello, worker):
    hello()

    def loses_it(now):
        connection.ensure_connection()
        connection.connection.close()
        connection.errors_occurred = True
        raise OperationalError("server closed the connection")

    worker.rounds = Rounds([Chore(loses_it, every=MINUTE)])

    assert worker.drain() == {"sent": 1}


@pytest.mark.django_db(transaction=True)
def test_delivering_once_does_the_chores_once(settings, monkeypatch, smtp_sink, hello):
    settings.EMAIL_URL = smtp_sink.url
    hello()
    monkeypatch.setattr(
        "ijmsite.mail.management.commands.deliver_mail.all_chores",
        lambda: [Chore(note, every=timedelta(0)), Chore(enqueue_one(hello), every=MINUTE)],
    )
    call_command("deliver_mail", "--once", stdout=(said := StringIO()))

    assert len(done) == 1
    assert said.getvalue().strip() == "sent 2", "what a chore puts into the outbox leaves too"


def enqueue_one(hello):
    def enqueue(now):
        hello()

    return enqueue


@pytest.mark.django_db
def test_knows_the_chores_of_all_apps():
    names = {chore.name for chore in all_chores()}

    assert names >= {
        "contacts.services.telling.escalate",
        "contacts.services.digests.tell_of_flood",
        "contacts.services.digests.tell_of_quarantine",
        "fundraisers.services.digests.tell_of_flood",
        "fundraisers.services.digests.tell_of_morning",
        "ijmsite.web.rates.forget_old",
    }


@pytest.mark.django_db
def test_every_chore_can_be_done_twice_on_an_empty_desk():
    for chore in [*all_chores(), *all_chores()]:
        chore.do(timezone.now())

    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_chores_of_a_running_worker_are_done_between_its_messages(hello, worker, smtp_sink):
    """They are not put off for as long as mail waits."""
    for _ in range(3):
        hello()

    def look(now):
        done.append(len(smtp_sink.accepted))
        if len(done) > 3:
            worker.stop.set()

    worker.rounds = Rounds([Chore(look, every=timedelta(0))])
    thread = threading.Thread(target=lambda: (worker.run(), connection.close()))
    thread.start()
    thread.join(20)

    assert not thread.is_alive()
    assert done[:4] == [0, 1, 2, 3]
