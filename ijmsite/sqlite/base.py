"""Django's SQLite, with a queue before the lock of its one writer.

Who finds SQLite locked sleeps, longer each time, up to 100 ms; who has just written begins again at
once. Among four that write without a pause, one may come through once while another does thousands.
Here whoever begins a transaction stands in a queue, and only its head asks SQLite, often. The
queue is left as soon as the transaction has begun: nobody holds it while working, so nothing can
wait for it in a circle, and what a killed process held, the system gives back.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.db.backends.sqlite3 import base

PAUSE_IN_QUEUE = 0.001
PAUSE_AT_HEAD = 0.0002


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE" or self.is_in_memory_db():
            super()._start_transaction_under_autocommit()
            return
        patience = self.settings_dict["OPTIONS"].get("timeout", 5)
        now = time.monotonic()
        # Who cannot come to the head, since somebody there was stopped, asks SQLite all the same.
        end, end_of_queue = now + patience, now + patience / 4
        with head_of_queue(f"{self.settings_dict['NAME']}-queue", end_of_queue):
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                self._begin(end)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _begin(self, end: float) -> None:
        while True:
            try:
                super()._start_transaction_under_autocommit()
            except OperationalError as error:
                code = getattr(error.__cause__, "sqlite_errorcode", 0)
                if code & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
            else:
                return
            time.sleep(PAUSE_AT_HEAD)


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
