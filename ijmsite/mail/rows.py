"""The statements of every message, in SQL: the ORM takes longer to write them than to run."""

from datetime import datetime
from typing import Any

from django.db import connection

from .models import Message

# What a worker may take. A message in `sending` is due when its lease is over: the worker that
# held it died.
DUE = "FROM mail_message WHERE ended_at IS NULL AND next_try_at <= %s"
ANY_DUE = f"SELECT 1 {DUE} LIMIT 1"
LONGEST_WAITING = f"SELECT * {DUE} ORDER BY next_try_at LIMIT 1"

STORED = "SELECT * FROM mail_message WHERE key = %s"


def stored(key: str) -> Message | None:
    return next(iter(Message.objects.raw(STORED, [key])), None)


def is_any_due(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ANY_DUE, [connection.ops.adapt_datetimefield_value(now)])
        return cursor.fetchone() is not None


def longest_waiting(now: datetime) -> Message | None:
    """Return the due message that has waited longest, locked; pass by what another one has locked.

    SQLite has no such lock: there, the transaction is alone from its beginning.
    """
    sql = LONGEST_WAITING
    if connection.features.has_select_for_update_skip_locked:
        sql += f" {connection.ops.for_update_sql(skip_locked=True)}"
    return next(iter(Message.objects.raw(sql, [now])), None)


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
