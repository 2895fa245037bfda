"""What is asked and written for every message, without the ORM's taking it apart each time."""

from datetime import datetime
from typing import Any

from ijmsite.web.plain import update
from ijmsite.web.prepared import prepared

from .models import Message


@prepared(Message)
def with_key(key):
    return Message.objects.filter(key=key)


@prepared()
def first_due(now):
    return Message.objects.due(now).values_list("pk")[:1]


@prepared(Message)
def longest_due(now):
    # SQLite has no such lock: there, the transaction is alone from its beginning.
    return Message.objects.due(now).select_for_update(skip_locked=True)[:1]


def stored(key: str) -> Message | None:
    return next(iter(with_key(key=key)), None)


def is_any_due(now: datetime) -> bool:
    return bool(first_due(now=now))


def longest_waiting(now: datetime) -> Message | None:
    """Return the due message that has waited longest, locked; pass by what another has locked."""
    return next(iter(longest_due(now=now)), None)


def change(message: Message, *, while_held: bool = False, **fields: Any) -> bool:
    """Store these fields of a message; `while_held`: unless its lease is no longer this one."""
    where = {"lease_until": message.lease_until} if while_held else None
    return update(message, where=where, **fields)
