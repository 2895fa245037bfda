"""A canary in the log: what tests type into forms is looked for in all that is logged meanwhile.

Nothing personal is written to the log. Every test watches for it, whatever else it is about.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

# Names, addresses and words of the forms that the tests send, of readers and of staff.
PERSONAL = [
    *("zoe@courier.example", "Zoë O'Brien", "Harrow Bay Courier", "+1 416 555 0100"),
    *("May we speak with someone", "amina@supporter.example", "Amina Roy"),
    *("ana@newsroom.example", "canary@newsroom.example"),
]
# What the database is asked is written in debugging alone, which production refuses to start with;
# the last one is the mail server of the tests.
UNHEARD = {"django.db.backends", "django.db.backends.schema", "mail.log"}


class Watcher(logging.Handler):
    """Keep what is written with something personal in it, as our own formatter writes it."""

    def __init__(self) -> None:
        from ijmsite.web.logs import MaskingFormatter

        super().__init__()
        self.setFormatter(MaskingFormatter("{levelname} {name} {message}", style="{"))
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name not in UNHEARD:
            line = self.format(record)
            if any(word in line for word in PERSONAL):
                self.seen.append(line)


@contextmanager
def nothing_personal() -> Iterator[None]:
    """Fail where anything personal is logged; one that surrounds this one does not hear of it."""
    root = logging.getLogger()
    around = [handler for handler in root.handlers if isinstance(handler, Watcher)]
    watcher = Watcher()
    root.addHandler(watcher)
    for handler in around:
        root.removeHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(watcher)
        for handler in around:
            root.addHandler(handler)
    assert not watcher.seen, "\n".join(watcher.seen)


@pytest.fixture(autouse=True)
def nothing_personal_is_logged():
    with nothing_personal():
        yield
