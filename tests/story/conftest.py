"""The running newsroom and its mail server, shared by the stories; it needs aiosmtpd."""

import pytest

from drills.newsroom import Mailbox, Newsroom, eventually

__all__ = ["Mailbox", "Newsroom", "eventually"]


@pytest.fixture(scope="session")
def mailbox():
    mailbox = Mailbox()
    mailbox.switch_on()
    yield mailbox
    mailbox.switch_off()


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory, mailbox):
    newsroom = Newsroom(
        tmp_path_factory.mktemp("newsroom"), EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}"
    ).start()
    yield newsroom
    newsroom.stop()
