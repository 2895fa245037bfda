"""Rows written in plain SQL: the ORM takes longer to put a statement together than it runs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    EmailField,
    Field,
    ForeignKey,
    Model,
    PositiveSmallIntegerField,
    TextField,
    UUIDField,
)

from .prepared import adapted

# Whose values Django hands on as they are, and asks six functions about each.
AS_THEY_ARE = {
    BooleanField: bool,
    CharField: str,
    EmailField: str,
    ForeignKey: int,
    PositiveSmallIntegerField: int,
    TextField: str,
}


def insert(row: Model) -> bool:
    """Store a new row, with no signal sent; return False where another has the same unique value.

    A key that counts up is given by the database.

    That is no error, after which the transaction could not go on without a savepoint.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    sql, fields = _insertion(type(row))
    held = vars(row)
    values = [
        field.pre_save(row, add=True) if is_made else held[field.attname]
        for field, is_made in fields.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, _params(fields, values, connection))
        stored = cursor.fetchall()
    if stored:
        if isinstance(row._meta.pk, AutoField):
            row.pk = stored[0][0]
        row._state.adding, row._state.db = False, connection.alias
    return bool(stored)


def update(row: Model, *, where: Mapping[str, Any] | None = None, **values: Any) -> bool:
    """Store these columns of a row, with no signal sent; return whether it is there as in `where`.

    The row in memory stays as it is.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    where = {row._meta.pk.name: row.pk} | (where or {})
    sql, fields = _change(type(row), tuple(values), tuple(where))
    given = [*values.values(), *where.values()]
    with connection.cursor() as cursor:
        cursor.execute(sql, _params(fields, given, connection))
        return bool(cursor.rowcount)


def _params(
    fields: Iterable[Field], values: Iterable[Any], connection: BaseDatabaseWrapper
) -> list[Any]:
    return [
        value
        if value is None or type(value) is AS_THEY_ARE.get(type(field))
        else _param(field, value, connection)
        for field, value in zip(fields, values, strict=True)
    ]


def _param(field: Field, value: Any, connection: BaseDatabaseWrapper) -> Any:
    kind = type(field)
    # A time without a zone is Django's to warn of.
    is_moment = kind is DateTimeField and type(value) is datetime and value.tzinfo is not None
    if is_moment or (kind is UUIDField and type(value) is UUID):
        return adapted(value, connection)
    return field.get_db_prep_save(value, connection)


@cache
def _insertion(model: type[Model]) -> tuple[str, dict[Field, bool]]:
    """Return the statement, and of each field whether its value is made when it is stored."""
    meta = model._meta
    fields = {f: _is_made(f) for f in meta.concrete_fields if not isinstance(f, AutoField)}
    sql = (
        f'INSERT INTO "{meta.db_table}" ({", ".join(map(_column, fields))}) '  # noqa: S608 (names of our own fields)
        f"VALUES ({', '.join(['%s'] * len(fields))}) "
        f"ON CONFLICT DO NOTHING RETURNING {_column(meta.pk)}"
    )
    return sql, fields


@cache
def _change(
    model: type[Model], values: tuple[str, ...], where: tuple[str, ...]
) -> tuple[str, list[Field]]:
    fields = [model._meta.get_field(name) for name in (*values, *where)]
    said = [f"{_column(field)} = %s" for field in fields]
    changes, conditions = said[: len(values)], said[len(values) :]
    sql = (
        f'UPDATE "{model._meta.db_table}" SET {", ".join(changes)} '  # noqa: S608 (names of our own fields)
        f"WHERE {' AND '.join(conditions)}"
    )
    return sql, fields


def _is_made(field: Field) -> bool:
    if type(field) is DateTimeField:
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not Field.pre_save


def _column(field: Field) -> str:
    return f'"{field.column}"'
