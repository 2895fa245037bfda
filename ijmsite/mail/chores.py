"""What apps do at regular intervals, in the one process that always runs: the mail worker.

An app says so in its module `chores`, by a list `CHORES`. Several workers may do the same chore
at the same moment: it must come to the same as doing it once, as `enqueue` does by its key.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from ijmsite.parts import told

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    do: Callable[[datetime], object]  # is given the time
    every: timedelta

    @property
    def name(self) -> str:
        return f"{self.do.__module__}.{self.do.__name__}"


def all_chores() -> list[Chore]:
    return [
        chore
        for _app, module in told("chores", explained_in="ijmsite.mail")
        for chore in module.CHORES
    ]


class Rounds:
    """Do each chore when its time has come."""

    def __init__(self, chores: list[Chore]) -> None:
        self._due = dict.fromkeys(chores, float("-inf"))

    @property
    def due_at(self) -> float:
        return min(self._due.values(), default=float("inf"))

    def make(self) -> None:
        """Do what is due. A chore that fails is tried again at its next time, and noted."""
        for chore, due_at in self._due.items():
            if time.monotonic() < due_at:
                continue
            self._due[chore] = time.monotonic() + chore.every.total_seconds()
            try:
                chore.do(timezone.now())
            except Exception as error:
                # Mail goes on whatever a chore meets. Only the class: the text may hold data.
                logger.error("The chore %s failed: %s", chore.name, type(error).__name__)
                connection.close_if_unusable_or_obsolete()
