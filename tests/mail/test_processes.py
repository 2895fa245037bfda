"""Whole worker processes, with a database of their own, ended in every way a process can end."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREPARE = """
from django.core.management import call_command
from ijmsite.mail.outbox import Rendered, create

call_command("migrate", "mail", verbosity=0)
for number in range(100):
    create(
        f"drill:{number}",
        to="zoe@courier.example",
        rendered=Rendered(f"Drill {number}", "Text", ""),
        template="drill",
        language="en",
    )
"""

pytestmark = pytest.mark.slow


class Machine:
    """One DATA_DIR, and processes that work in it."""

    def __init__(self, folder):
        self.database = folder / "db.sqlite3"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
        }

    def start(self, *arguments):
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments):
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        return output

    def states(self):
        with closing(sqlite3.connect(self.database)) as connection:
            return dict(connection.execute("SELECT state, count(*) FROM mail_message GROUP BY 1"))


@pytest.fixture(scope="module")
def full_outbox(tmp_path_factory):
    """Return the folder of a database in which 100 messages wait."""
    folder = tmp_path_factory.mktemp("machine")
    Machine(folder).run("shell", "--verbosity=0", "--command", PREPARE)
    return folder


@pytest.fixture
def machine(full_outbox, smtp_sink, tmp_path):
    shutil.copytree(full_outbox, tmp_path / "data")
    machine = Machine(tmp_path / "data")
    machine.environment["EMAIL_URL"] = smtp_sink.url
    return machine


def wait_until(is_done):
    end = time.monotonic() + 30
    while not is_done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.002)


@pytest.mark.parametrize("kills", [3, pytest.param(10, marks=pytest.mark.audit)])
def test_loses_nothing_when_killed(machine, smtp_sink, kills):
    """100 messages, so many times `kill -9`: each arrives, and at most so many copies too many."""
    smtp_sink.script["DATA"] = [0.01] * 1000
    for kill in range(1, kills + 1):
        process = machine.start("deliver_mail", "--lease", "2", "--skip-checks")
        wait_until(lambda arrived=9 * kill: len(smtp_sink.contents) >= arrived)
        # Some milliseconds later each time: before, while and after the server says OK.
        time.sleep(kill * 0.003)
        process.kill()
        process.communicate()
    time.sleep(2)
    output = machine.run("deliver_mail", "--once", "--skip-checks")

    copies = Counter(mail["Message-ID"] for mail in smtp_sink.mails)
    print(f"accepted {copies.total()}, distinct {len(copies)}, most {max(copies.values())}")
    assert len(copies) == 100
    assert copies.total() <= 100 + kills
    assert max(copies.values()) <= 3
    assert machine.states() == {"sent": 100}
    assert re.fullmatch(r"sent \d+\n", output)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_finishes_the_message_in_flight_when_told_to_stop(machine, smtp_sink, number):
    smtp_sink.script["DATA"] = [0.5]
    process = machine.start("deliver_mail")
    wait_until(lambda: smtp_sink.contents)
    process.send_signal(number)
    process.communicate(timeout=10)

    assert process.returncode == 0
    assert len(smtp_sink.accepted) == 1
    assert machine.states() == {"sent": 1, "queued": 99}
