"""Whether the site does what it promises: one check for each thing that can go wrong unseen.

`manage.py doctor` makes all checks, `/readyz` the quick ones. What each alarm means, and what to do
then, stands in docs/doctor.md. An app adds its own in its module `health`, by a list `CHECKS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from ijmsite.parts import told


class Level(IntEnum):
    NOT_LOOKED = -1  # this machine cannot, or there is nothing to look at
    OK = 0
    WARNING = 1  # somebody should see to it within days
    FAILURE = 2  # somebody must see to it now


@dataclass(frozen=True)
class Finding:
    level: Level
    said: str  # without anything about a person
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    name: str
    look: Callable[[], Finding]
    # A few milliseconds, without a look beyond the database and the disk.
    is_quick: bool = False

    def make(self) -> Finding:
        """Look, and never raise: what cannot be looked at has failed."""
        try:
            return self.look()
        except Exception as error:
            # Only the class: the text may repeat values.
            return Finding(
                Level.FAILURE,
                f"could not be looked at: {type(error).__name__}",
                "Look into the log of the web server and of the mail worker.",
            )


def ok(said: str) -> Finding:
    return Finding(Level.OK, said)


def all_checks() -> list[Check]:
    """Return all checks; what the others need comes first."""
    modules = told("health", explained_in="ijmsite.upkeep", own="looks")
    return [check for _app, module in modules for check in module.CHECKS]


def quick() -> dict[str, bool]:
    """Return by the name of each quick check whether it has not failed.

    Where the database does not answer, nothing else is asked: it would wait for it again.
    """
    found: dict[str, bool] = {}
    for check in all_checks():
        if check.is_quick:
            found[check.name] = check.make().level < Level.FAILURE
            if not found[check.name] and check.name == "database":
                break
    return found
