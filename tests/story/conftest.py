"""The running newsroom and its mail server, shared by the stories; it needs aiosmtpd."""

import sqlite3
from contextlib import closing

import pytest

from drills.newsroom import Mailbox, Newsroom, eventually

__all__ = ["Mailbox", "Newsroom", "eventually", "fits", "one_mail", "text_of", "wait_like_a_person"]


def fits(page):
    """Tell whether a page can be read without moving it sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def one_mail(mailbox, address, is_wanted=lambda mail: True):
    """Wait for a mail to an address, and return it."""
    assert eventually(lambda: any(map(is_wanted, mailbox.to(address))), within=60)
    [mail] = filter(is_wanted, mailbox.to(address))
    return mail


def wait_like_a_person(page):
    """Let some seconds pass: who sends a form at once is taken for a program."""
    page.wait_for_timeout(3500)


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
