"""How often things happened on this machine, counted by each process at hardly any cost.

A process counts in a file of its own below DATA_DIR/metrics, mapped into its memory. Whoever starts
takes one that nobody holds and counts on, so that the sum over all files never falls. Nothing of a
visitor stands there: these are numbers alone. Without METRICS_PORT nothing is counted.
"""

import fcntl
import os
import struct
from collections.abc import Callable, Iterable
from functools import cache
from itertools import count
from mmap import mmap
from pathlib import Path
from typing import Any

from django.conf import settings

from .limits import Application

HITS = "page cache"
STATUSES = ["2xx", "3xx", "4xx", "5xx"]
MAILS = ["sent", "queued", "failed", "parked", "cancelled"]
# In the order of the file: a new one goes last.
NAMES = [HITS, *STATUSES, *(f"mail {state}" for state in MAILS)]
NUMBERS = struct.Struct(f"@{len(NAMES)}Q")
PROCESSES = 64  # at most; what further ones count is not seen

Count = Callable[[], None]


class Counts:
    """The counters of this process."""

    def __init__(self, folder: Path) -> None:
        descriptor = own_file(folder)
        # It keeps the file open, and by that ours.
        self.map = mmap(descriptor, NUMBERS.size)
        self.numbers = memoryview(self.map).cast("Q")
        if descriptor >= 0:
            os.close(descriptor)

    def counter(self, name: str) -> Count:
        """Return a function that counts one more."""
        place, numbers = NAMES.index(name), self.numbers
        # One step of the interpreter, so that threads never take the same number.
        following = count(numbers[place] + 1).__next__

        def increment() -> None:
            numbers[place] = following()

        return increment


def own_file(folder: Path) -> int:
    """Return a file of `folder`, which is ours while it is open; -1 if all are taken."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(PROCESSES):
        descriptor = os.open(folder / str(number), os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        os.ftruncate(descriptor, NUMBERS.size)
        return descriptor
    return -1


def folder() -> Path:
    return settings.DATA_DIR / "metrics"


def totals() -> dict[str, int]:
    """Return what all processes have counted, those that have ended included."""
    found = [path.read_bytes() for path in folder().glob("*")]
    rows = [NUMBERS.unpack(numbers) for numbers in found if len(numbers) == NUMBERS.size]
    return dict(zip(NAMES, map(sum, zip(*rows, strict=True)), strict=True)) if rows else {}


@cache
def counters() -> dict[str, Count]:
    """Return the counters of this process by name, made at the first use."""
    if not settings.METRICS_PORT:
        return dict.fromkeys(NAMES, lambda: None)
    counts = Counts(folder())
    return {name: counts.counter(name) for name in NAMES}


def count_mail(state: str) -> None:
    """Count that a message has come to `state`; from `queued` it is tried again."""
    # Any other is of a worker that was stopped before it could record one.
    if increment := counters().get(f"mail {state}"):
        increment()


def count_answers(application: Application) -> Application:
    """Wrap a WSGI application so that its answers are counted by the kind of their status."""
    by_digit = {status[0]: counters()[status] for status in STATUSES}

    def counting(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, *rest: Any) -> Any:
            by_digit[status[0]]()
            return start_response(status, *rest)

        return application(environ, start)

    return counting
