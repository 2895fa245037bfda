"""The running newsroom and its mail server, shared by the stories; it needs aiosmtpd."""

import sqlite3
from contextlib import closing

import pytest

from drills.newsroom import Mailbox, Newsroom, eventually

__all__ = ["Mailbox", "Newsroom", "eventually"]


@pytest.fixture(scope="session")
def mailbox():
    mailbox = Mailbox()
    mailbox.switch_on()
    yield mailbox
    mailbox.switch_off()


@pytest.fixture(autouse=True)
def nobody_has_sent_too_much(request):
    """Forget what other stories have sent to the same newsroom, from the same address."""
    if "newsroom" in request.fixturenames:
        database = request.getfixturevalue("newsroom").data_dir / "db.sqlite3"
        with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
            connection.execute("DELETE FROM web_tally")


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory, mailbox):
    newsroom = Newsroom(
        tmp_path_factory.mktemp("newsroom"), EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}"
    ).start()
    yield newsroom
    newsroom.stop()
