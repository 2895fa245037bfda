"""What is asked and written for every message: the ORM takes longer to write it than to run it."""

from datetime import datetime
from typing import Any

from django.db import connection

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


def insert(message: Message) -> None:
    """Store a new message; raise `IntegrityError` where its key is taken."""
    fields = Message._meta.concrete_fields
    sql = "INSERT INTO mail_message ({}) VALUES ({})".format(  # noqa: S608 (names of our own fields)
        ", ".join(f'"{field.column}"' for field in fields),
        ", ".join(["%s"] * len(fields)),
    )
    values = [
        field.get_db_prep_save(field.pre_save(message, add=True), connection) for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    message._state.adding, message._state.db = False, connection.alias


def change(message: Message, *, while_held: bool = False, **fields: Any) -> bool:
    """Store these fields of a message; `while_held`: unless its lease is no longer this one."""
    where = {"id": message.pk} | ({"lease_until": message.lease_until} if while_held else {})
    sql = "UPDATE mail_message SET {} WHERE {}".format(  # noqa: S608 (names of our own fields)
        ", ".join(f"{name} = %s" for name in fields),
        " AND ".join(f"{name} = %s" for name in where),
    )
    values = [
        Message._meta.get_field(name).get_db_prep_save(value, connection)
        for name, value in [*fields.items(), *where.items()]
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return bool(cursor.rowcount)
