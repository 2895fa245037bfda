"""A whole running newsroom, as `make run` starts it, with a real mail server beside it."""

import email
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from email import policy
from pathlib import Path

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """A mail server that keeps what it is given; it can be switched off and on again.

    It says that there is no such mailbox as those in `refused`.
    """

    def __init__(self):
        self.port = free_port()
        self.received = []
        self.refused = set()
        self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, _):  # noqa: N802 (its name)
        if address in self.refused:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.received.append((envelope.rcpt_tos, message))
        return "250 OK"

    def switch_on(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def switch_off(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    def wait_for(self, count, within=20):
        deadline = time.monotonic() + within
        while len(self.received) < count and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.received

    def to(self, address):
        return [message for recipients, message in self.received if recipients == [address]]


class Newsroom:
    """The processes of `make run` in a data directory of their own."""

    def __init__(self, data_dir, **environment):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = data_dir
        self.log = data_dir / "run.log"
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"EMAIL_URL", "DATABASE_URL", "SITE_URL", "COLLECTED_STATIC"}
        } | {"DATA_DIR": str(data_dir), "PORT": str(self.port), **environment}
        self.process = None

    def start(self, within=120):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ijmsite.run"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + within
        while "Ctrl-C" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)
        return self

    def stop(self, signum=signal.SIGTERM):
        self.process.send_signal(signum)
        return self.process.wait(40)

    def deliver_once(self):
        """Let a second worker do the chores and deliver what is due."""
        return self.manage("deliver_mail", "--once")

    def manage(self, *arguments):
        """Run a command of manage.py beside it and return what that prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def shell(self, code):
        """Run some lines of Python inside of it."""
        return self.manage("shell", "--verbosity", "0", "--command", code)

    def pids_of(self, part):
        return [pid for pid, line in self.processes().items() if part in line]

    def processes(self):
        """Return the pids and command lines of everything that runs with this data directory."""
        mark = f"DATA_DIR={self.data_dir}\0".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes():
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(entry.name)] = line
            except OSError:
                continue
        return {pid: line for pid, line in found.items() if line and pid != os.getpid()}

    def answers(self, path="/healthz"):
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as response:
                return response.status == 200
        except OSError:
            return False


def eventually(condition, within=15):
    """Tell whether `condition()` comes true in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False
