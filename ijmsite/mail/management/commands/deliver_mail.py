import argparse
import signal
from datetime import timedelta
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ijmsite.mail.chores import Rounds, all_chores
from ijmsite.mail.models import LONGEST_LEASE
from ijmsite.mail.transports import transport_for
from ijmsite.mail.worker import Worker
from ijmsite.web import metrics_page


class Command(BaseCommand):
    help = "Hand the waiting messages to the mail server, until interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Deliver what is due now, print counts and end."
        )
        parser.add_argument(
            "--lease",
            type=_lease,
            default="300",
            metavar="SECONDS",
            help="How long a dead worker's message is left alone; longer than any try.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_received: stop.set())
        transport = transport_for(settings.EMAIL_URL)
        rounds = Rounds(all_chores())
        worker = Worker(transport, lease=options["lease"], stop=stop, rounds=rounds)
        if options["once"]:
            counts = worker.drain()
            summary = ", ".join(f"{state} {count}" for state, count in sorted(counts.items()))
            self.stdout.write(summary or "nothing due")
        else:
            self.stdout.write(f"Mail goes to {transport}.")
            self.stdout.flush()
            if settings.METRICS_PORT:
                metrics_page.start()
            worker.run()


def _lease(value: str) -> timedelta:
    seconds = int(value)
    if not 0 < seconds <= LONGEST_LEASE.total_seconds():
        raise argparse.ArgumentTypeError("between 1 and 3600")
    return timedelta(seconds=seconds)
