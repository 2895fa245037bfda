"""Rows written in plain SQL: the ORM takes longer to put a statement together than it runs."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, CharField, EmailField, Field, Model, TextField

# Fields whose values Django asks six functions about, to hand them on as they are.
TEXTS = {CharField, EmailField, TextField}


def insert(row: Model) -> bool:
    """Store a new row, with no signal sent; return False where another has the same unique value.

    A key that counts up is given by the database.

    That is no error, after which the transaction could not go on without a savepoint.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    sql, fields = _insertion(type(row))
    held = vars(row)
    values = [
        held[field.attname] if type(field) in TEXTS else field.pre_save(row, add=True)
        for field in fields
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
        if value is None or (type(value) is str and type(field) in TEXTS)
        else field.get_db_prep_save(value, connection)
        for field, value in zip(fields, values, strict=True)
    ]


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Field]]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
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


def _column(field: Field) -> str:
    return f'"{field.column}"'
