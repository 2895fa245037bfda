"""What Prometheus asks this machine: the counts of its processes, and the state of the mail queue.

On loopback only, and beside the site: readers never come here. Each process tries to have the port;
the one that has it answers for all, and when it ends another takes its place.
"""

import logging
import socketserver
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Event, Thread

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count, Min
from django.utils import timezone

from .metrics import HITS, MAILS, STATUSES, totals

logger = logging.getLogger(__name__)

RETRY = 10  # seconds, until another process has left the port
TYPE = "text/plain; version=0.0.4; charset=utf-8"


def start() -> None:
    """Answer in a thread of its own, at METRICS_PORT."""
    Thread(target=serve, args=[Event()], daemon=True, name="metrics").start()


def serve(stop: Event) -> None:
    while not stop.is_set():
        try:
            with Server(("127.0.0.1", settings.METRICS_PORT), Handler) as server:
                Thread(target=lambda: (stop.wait(), server.shutdown()), daemon=True).start()
                server.serve_forever()
        except OSError:
            # Another process has it.
            stop.wait(RETRY)


class Server(socketserver.TCPServer):
    allow_reuse_address = True


class Handler(BaseHTTPRequestHandler):
    timeout = 5  # seconds for somebody who sends nothing

    def do_GET(self) -> None:
        if self.path != "/metrics":
            self.send_error(404)
            return
        try:
            content = "".join(f"{line}\n" for line in lines()).encode()
        finally:
            connection.close()
        self.send_response(200)
        self.send_header("Content-Type", TYPE)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        pass


def lines() -> Iterator[str]:
    """Yield the numbers in the text format of Prometheus, version 0.0.4."""
    counted = totals()
    answered = sum(counted.get(name, 0) for name in STATUSES)
    hits = counted.get(HITS, 0)
    yield from metric("requests_total", "counter", "Requests that were answered.", hits + answered)
    yield from metric("page_cache_hits_total", "counter", "Of these, from kept pages.", hits)
    by_status = {f'status="{name}"': counted.get(name, 0) for name in STATUSES}
    yield from metric("answers_total", "counter", "All others, by status.", by_status)
    by_outcome = {f'outcome="{name}"': counted.get(f"mail {name}", 0) for name in MAILS}
    said = "What tries to deliver came to; queued: to be tried again."
    yield from metric("mail_outcomes_total", "counter", said, by_outcome)
    yield from queue()


def queue() -> Iterator[str]:
    from ijmsite.mail.models import Message

    try:
        now = Message.objects.waiting().aggregate(count=Count("pk"), since=Min("created_at"))
        look = Message.objects.needing_a_look().count()
    except Error as error:
        # Only the class: the database repeats values in its errors.
        logger.error("The metrics lack the mail queue: %s", type(error).__name__)
        yield from metric("database_up", "gauge", "Whether the database answers.", 0)
        return
    waits = (timezone.now() - now["since"]).total_seconds() if now["since"] else 0
    yield from metric("database_up", "gauge", "Whether the database answers.", 1)
    yield from metric("mail_waiting", "gauge", "Messages that wait to leave.", now["count"])
    said = "How long the oldest of these has waited."
    yield from metric("mail_waiting_seconds", "gauge", said, round(max(0, waits)))
    said = "Messages of 30 days that did not arrive, or perhaps did not."
    yield from metric("mail_needing_a_look", "gauge", said, look)


def metric(name: str, kind: str, said: str, value: int | dict[str, int]) -> Iterator[str]:
    name = f"newsroom_{name}"
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"
    if isinstance(value, dict):
        yield from (f"{name}{{{label}}} {number}" for label, number in value.items())
    else:
        yield f"{name} {value}"
