"""Django's SQLite, with a queue before the lock of its one writer, and waiting that holds nothing.

Who finds SQLite locked sleeps, longer each time, up to 100 ms; who has just written begins again at
once. Among four that write without a pause, one may come through once while another does thousands.
Here whoever begins a transaction stands in a queue, and only its head asks SQLite, often. The
queue is left as soon as the transaction has begun: nobody holds it while working, so nothing can
wait for it in a circle, and what a killed process held, the system gives back.

SQLite's own waiting holds the mutex of the connection. The thread that has the lock may want that
mutex: Python's garbage collector, which runs in any thread, may let go of another connection's
statement. Then both wait until the first gives up. So SQLite is told not to wait, and is asked
again from here.

A connection is kept for the next request: to open one and to read the schema takes longer than to
answer. Nothing that it would remember of before is let through.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID
from weakref import WeakSet

from django.db.backends.sqlite3 import base

PAUSE_IN_QUEUE = 0.001
PAUSES = 0.0002, 0.002  # At first, and when it has taken a while.
LONGEST_KEPT = 5_000  # characters of a statement: most are shorter, and so all of them together.


class Cursor(base.SQLiteCursorWrapper):
    patience = 5.0

    def convert_query(self, query, *, param_names=None):
        if param_names is None and len(query) <= LONGEST_KEPT:
            return with_question_marks(query)
        return super().convert_query(query, param_names=param_names)

    def execute(self, query, params=None):
        """Execute as Django does; outside a transaction, wait up to `patience` seconds for a lock.

        Raises:
            sqlite3.OperationalError: "database is locked", if it still is after that.
        """
        end, (pause, longest) = None, PAUSES
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                code = getattr(error, "sqlite_errorcode", 0)
                end = end or time.monotonic() + self.patience
                if code & 0xFF != sqlite3.SQLITE_BUSY or self.connection.in_transaction:
                    raise
                if time.monotonic() > end:
                    raise
            time.sleep(pause)
            pause = min(pause * 1.5, longest)


@lru_cache(maxsize=500)
def with_question_marks(query: str) -> str:
    """Return a statement as Django gives it to SQLite, where to look for `%s` takes long."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Operations(base.DatabaseOperations):
    def adapt_datetimefield_value(self, value):
        # Most moments are in UTC, as they are stored: Django takes a dozen calls for that.
        if type(value) is datetime and value.tzinfo is UTC and self.connection.timezone is UTC:
            return str(value.replace(tzinfo=None))
        return super().adapt_datetimefield_value(value)

    def convert_datetimefield_value(self, value, expression, connection):
        if type(value) is datetime and value.tzinfo is None and self.connection.timezone is UTC:
            return value.replace(tzinfo=UTC)
        return super().convert_datetimefield_value(value, expression, connection)

    def convert_uuidfield_value(self, value, expression, connection):
        return None if value is None else uuid_of(value)


# One for all who read it: to make one, and to compare two, is Python's work and takes long.
@lru_cache(maxsize=5_000)
def uuid_of(digits: str) -> UUID:
    return UUID(digits)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")
        self.cursors = WeakSet()
        self.file = file_at(self.settings_dict["NAME"])
        return connection

    def create_cursor(self, name=None):
        cursor = self.connection.cursor(factory=Cursor)
        cursor.patience = self.patience
        self.cursors.add(cursor)
        return cursor

    def close_if_unusable_or_obsolete(self) -> None:
        """Close it before a request where it might show what was, and else as Django does.

        An unfinished statement keeps the view of the database that it began with, and so does the
        file that another one has replaced (https://www.sqlite.org/isolation.html).
        """
        if self.connection is not None and not self.in_atomic_block:
            # Of one that has failed, SQLite cannot tell whether it is still good.
            is_doubtful = self.errors_occurred or self.cursors
            if is_doubtful or file_at(self.settings_dict["NAME"]) != self.file:
                self.close()
        super().close_if_unusable_or_obsolete()

    @property
    def patience(self) -> float:
        """How long to wait for a lock, in seconds."""
        return self.settings_dict["OPTIONS"].get("timeout", 5)

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE" or self.is_in_memory_db():
            super()._start_transaction_under_autocommit()
            return
        # Who cannot come to the head, since somebody there was stopped, asks SQLite all the same.
        end_of_queue = time.monotonic() + self.patience / 4
        with head_of_queue(f"{self.settings_dict['NAME']}-queue", end_of_queue):
            super()._start_transaction_under_autocommit()


def file_at(path: str | os.PathLike) -> tuple[int, int] | None:
    """Return what the system knows a file by; None where there is none, as of one in memory."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


@contextmanager
def head_of_queue(path: str, end: float) -> Iterator[None]:
    """Come to the head of the queue, or wait until `end`: then SQLite says that it is locked."""
    try:
        queue = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    except OSError:
        # Of a full disk or a folder without rights, SQLite tells.
        yield
        return
    try:
        while not is_ours(queue) and time.monotonic() < end:
            time.sleep(PAUSE_IN_QUEUE)
        yield
    finally:
        # Said, and not left to the closing: a process that was forked meanwhile has it open too.
        fcntl.flock(queue, fcntl.LOCK_UN)
        os.close(queue)


def is_ours(queue: int) -> bool:
    try:
        fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
