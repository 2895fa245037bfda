"""Which rows of the site are about people, why they are kept, and for how long.

An app says so in its module `personal`: by a list `PERSONAL`, from which somebody's data is shown,
handed over, corrected and erased, a list `PURGES`, of what has been kept long enough, and a list
`MAILS`, of the templates of its mails to people outside the office. All other mail is the office's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.utils.functional import Promise

from ijmsite.parts import told

from .addresses import full_address


def delete(rows: QuerySet) -> int:
    """Delete rows and return how many they were, without those that went with them."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


def keep(rows: QuerySet) -> int:
    """Erase nothing: it knows people by the hash of their address only, and is the proof."""
    return 0


def language_name(code: str) -> str | Promise:
    return dict(settings.LANGUAGES).get(code, code)


@dataclass(frozen=True)
class Fact:
    """One thing that a row says about somebody."""

    name: str  # in the file that they download: "event_date"
    words: str | Promise  # before it, for people to read
    value: Any  # a text, a number, a date, a time or None
    is_technical: bool = False  # of use in the file only


@dataclass(frozen=True)
class Personal:
    """One kind of rows about people."""

    name: str  # in files and receipts: "inquiries"
    words: str | Promise
    model: type[Model]
    # The rows about whoever has this address; to be called by `of` alone.
    find: Callable[[str], QuerySet]
    told: Callable[[Model], list[Fact]]
    # Erases these rows, with all that repeats them, and returns how many they were.
    erase: Callable[[QuerySet], int]
    # Each field of the model that says something about a person, and why we keep it (PIPEDA,
    # Schedule 1, 4.2.3).
    purposes: Mapping[str, str | Promise]
    # The field with the time at which a row was made: what is newer than an erasure stays.
    made_at: str
    # What people may correct themselves; `save` does all that belongs to it.
    form: type[ModelForm] | None = None
    # Whether all texts are read to find them: that is not done while a page waits.
    is_search: bool = False

    def of(self, email: str) -> QuerySet:
        """Return the rows about whoever has an address; refuse what is not exactly one."""
        return self.find(full_address(email))


@dataclass(frozen=True)
class Purge:
    """What is deleted once it has been kept long enough."""

    name: str  # in receipts: "inquiries"
    words: str | Promise
    # The rows whose time is over at that moment.
    expired: Callable[[datetime], QuerySet]
    # Erases these rows, with all that repeats them, and returns how many they were.
    erase: Callable[[QuerySet], int] = delete


def all_personal() -> list[Personal]:
    """Return all kinds, in the order in which people are told of them.

    They are erased in the reverse order: what belongs to a row comes after it here.
    """
    return [one for module in _modules() for one in getattr(module, "PERSONAL", [])]


def all_purges() -> list[Purge]:
    return [one for module in _modules() for one in getattr(module, "PURGES", [])]


def mails_to_people() -> list[str]:
    """Return the templates of mails to people outside the office."""
    return [one for module in _modules() for one in getattr(module, "MAILS", [])]


def _modules() -> Iterator[Any]:
    # The apps come before what they share.
    apps = [*told("personal", explained_in="ijmsite.privacy", own="own_data")]
    return (module for _app, module in reversed(apps))
