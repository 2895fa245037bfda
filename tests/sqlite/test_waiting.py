"""Waiting for SQLite's lock holds nothing that the one who has the lock may want."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ijmsite.web.models import Tally

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.django_db(transaction=True)]
BY_NOW = 5  # Seconds; whoever waits for a lock does so for twenty.


def unread():
    """Return a cursor whose end ends a statement, but that reads no table: no lock is needed."""
    cursor = connection.cursor()
    cursor.execute("SELECT 1 UNION ALL SELECT 2")
    return cursor.cursor


def test_the_writer_may_let_go_of_what_belongs_to_one_who_waits():
    # As the garbage collector does.
    left, waits, let_go = [], threading.Event(), threading.Event()

    def write_by_itself():
        with closing(connection):
            left.append(unread())
            waits.set()
            Tally.objects.create(pk="waited", since=timezone.now())

    def write():
        with closing(connection), transaction.atomic():
            Tally.objects.create(pk="first", since=timezone.now())
            waiting = pool.submit(write_by_itself)
            waits.wait()
            threading.Event().wait(0.3)
            left.clear()
            let_go.set()
        waiting.result()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write)
        assert let_go.wait(BY_NOW)
        first.result()

    assert Tally.objects.count() == 2


def test_a_write_by_itself_waits_for_the_lock_and_no_longer_than_it_may(monkeypatch):
    other = connection.copy()
    with closing(other):
        other.ensure_connection()
        other.connection.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, lambda: other.connection.execute("COMMIT"))
        timer.start()
        Tally.objects.create(pk="waited", since=timezone.now())
        timer.join()

        other.connection.execute("BEGIN IMMEDIATE")
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
        with pytest.raises(OperationalError, match="database is locked"):
            Tally.objects.update(since=timezone.now())
        other.connection.execute("ROLLBACK")
