"""Who writes to SQLite comes through, however many others do."""

import fcntl
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ijmsite.sqlite import base
from ijmsite.web.models import Tally

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.django_db(transaction=True)]

HOLD = """
import fcntl, sys, time
queue = open(sys.argv[1], "w")
fcntl.flock(queue, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def queue():
    return f"{connection.settings_dict['NAME']}-queue"


@pytest.fixture
def soon_impatient(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)


def is_free(path):
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_whoever_waits_comes_before_who_has_just_written(queue):
    came, rounds = [], 20
    goes, is_over = threading.Event(), threading.Event()

    def wait_for_a_turn():
        with closing(connection):
            for _ in range(rounds):
                goes.wait()
                goes.clear()
                with transaction.atomic():
                    came.append("waiting")
                is_over.set()

    thread = threading.Thread(target=wait_for_a_turn)
    thread.start()
    for _ in range(rounds):
        with transaction.atomic():
            goes.set()
            for _ in range(1000):
                if not is_free(queue):
                    break
                time.sleep(0.001)
        with transaction.atomic():
            came.append("writing")
        is_over.wait()
        is_over.clear()
    thread.join()

    assert came == ["waiting", "writing"] * rounds


def test_nobody_holds_the_queue_while_working(queue):
    with transaction.atomic():
        assert is_free(queue)
        with transaction.atomic():
            Tally.objects.exists()
    with pytest.raises(ValueError, match="broken"), transaction.atomic():
        raise ValueError("broken")

    assert is_free(queue)


def test_gives_up_when_another_one_writes_for_too_long(queue, soon_impatient):
    def begin():
        with transaction.atomic():
            pass

    other = connection.copy()
    other.ensure_connection()
    other.connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        begin()
    assert is_free(queue)

    other.connection.execute("COMMIT")
    other.close()
    begin()


def test_what_a_killed_process_held_is_free(queue, soon_impatient):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, queue], stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        assert not is_free(queue)
        process.send_signal(signal.SIGKILL)
    assert is_free(queue)


def test_one_that_stands_still_in_the_queue_holds_nobody_for_ever(queue, soon_impatient):
    with open(queue, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with transaction.atomic():
            Tally.objects.exists()


def test_writes_without_a_queue_where_there_can_be_none(monkeypatch):
    def refuse(*_args):
        raise PermissionError

    monkeypatch.setattr(base.os, "open", refuse)
    with transaction.atomic():
        Tally.objects.exists()


def test_who_is_stopped_at_the_head_holds_up_nobody_for_long(queue, soon_impatient):
    done = []

    def write(number):
        with closing(connection), transaction.atomic():
            Tally.objects.create(pk=f"writer {number}", since=timezone.now())
        done.append(number)

    command = [sys.executable, "-c", HOLD, queue]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGSTOP)
        threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        holder.kill()

    assert sorted(done) == [0, 1, 2, 3]
