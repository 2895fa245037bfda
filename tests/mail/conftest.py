"""A real SMTP server on loopback that answers as a test tells it to, and workers to talk to it."""

import asyncio
import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Event

import pytest
from django.utils import timezone

from ijmsite import mail
from ijmsite.mail.models import Message
from ijmsite.mail.transports import transport_for
from ijmsite.mail.worker import Worker

HERE = Path(__file__).parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SmtpSink:
    """Keep what is sent, and answer from `script` before answering OK.

    `script` maps a command (EHLO, MAIL, RCPT, DATA) to the answers still to give, one a call:
    a reply such as "450 4.2.0 later", DROP to cut the line, or a number of seconds to be silent
    before OK. DATA is answered after the final dot, so that what it drops or delays is here.
    """

    DROP = "drop"

    def __init__(self):
        self.script = {}
        self.contents = []  # bytes, as they came after the dot, whatever we then answered
        self.accepted = []  # those among them that we answered with OK
        self.recipients = []
        self.sessions = set()
        self.commands = []
        self.is_pipelining = False  # Whether it says that it takes commands before it has answered

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self):
        """What was accepted, parsed."""
        return [message_from_bytes(content, policy=default) for content in self.accepted]

    async def answer(self, command, server, session, ok):
        self.commands.append(command)
        self.sessions.add(id(session))
        waiting = self.script.get(command)
        step = waiting.pop(0) if waiting else ok
        if step == self.DROP:
            server.transport.abort()
            return ok
        if isinstance(step, float | int):
            await asyncio.sleep(step)
            return ok
        return step

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 (aiosmtpd's name)
        session.host_name = hostname
        answer = await self.answer("EHLO", server, session, "")
        if self.is_pipelining:
            responses.insert(1, "250-PIPELINING")
        return [answer] if answer else responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        envelope.mail_from = address
        return await self.answer("MAIL", server, session, "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        answer = await self.answer("RCPT", server, session, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        self.contents.append(envelope.original_content)
        answer = await self.answer("DATA", server, session, "250 OK")
        if answer.startswith("250"):
            self.accepted.append(envelope.original_content)
            self.recipients.extend(envelope.rcpt_tos)
        return answer


@pytest.fixture
def start_sink():
    """Return a function that starts a scripted SMTP server, with the options of aiosmtpd."""
    library = pytest.importorskip("aiosmtpd.controller")
    controllers = []

    def start(**options):
        sink = SmtpSink()
        sink.port = free_port()
        controller = library.Controller(sink, hostname="127.0.0.1", port=sink.port, **options)
        controller.start()
        controllers.append(controller)
        return sink

    yield start
    for controller in controllers:
        controller.stop()


@pytest.fixture
def smtp_sink(start_sink):
    return start_sink()


@pytest.fixture
def unused_port():
    return free_port()


@pytest.fixture
def tarpit():
    """Return the URL of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(autouse=True)
def sample_templates(settings):
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [HERE / "templates", *engine["DIRS"]]}]
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, HERE / "static"]


@pytest.fixture
def hasty(settings):
    """Make the workers lose patience soon."""
    settings.SMTP_TIMEOUT = settings.SMTP_ACCEPT_TIMEOUT = 0.4


@pytest.fixture
def hello(db):
    """Return a function that puts a message into the outbox."""
    numbers = iter(range(10_000))

    def enqueue(template="hello", **changes):
        arguments = {
            "to": "zoe@courier.example",
            "context": {"name": "Zoë", "text": "Good news."},
            "key": f"hello:{next(numbers)}",
        }
        return mail.enqueue(f"sample/email/{template}", **arguments | changes)

    return enqueue


@pytest.fixture
def make_worker():
    workers = []

    def make(url, lease=300):
        worker = Worker(
            transport_for(url),
            lease=timedelta(seconds=lease),
            stop=Event(),
            pause=0.01,
            trouble_pause=0.05,
        )
        workers.append(worker)
        return worker

    yield make
    for worker in workers:
        worker.transport.close()


@pytest.fixture
def worker(smtp_sink, make_worker):
    return make_worker(smtp_sink.url)


def deliver_one(worker):
    """Let `worker` deliver one message as its `run` does while there is something else to do."""
    next(worker._deliver_row(lambda: False), "")


@pytest.fixture
def try_once(worker):
    """Return a function that makes one try with `message` now and returns its new row."""

    def deliver(message):
        Message.objects.filter(pk=message.pk).update(next_try_at=timezone.now())
        deliver_one(worker)
        message.refresh_from_db()
        return message

    return deliver
