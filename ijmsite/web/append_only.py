"""Tables that only grow: the database itself refuses everything else, by triggers.

An app says in its module `triggers` which ones, by `TABLES`, and what makes their triggers, by the
statements `SQLITE` and `POSTGRESQL`; a migration of it calls `creating` of both.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ijmsite.parts import told


def on_sqlite(table: str, name: str, event: str, refused: str, condition: str = "") -> str:
    """Return what lets SQLite refuse an event, where the condition holds, in these words.

    Where the trigger is there already, it does nothing.
    """
    when = f"WHEN {condition}" if condition else ""
    return f"""
        CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {event} ON {table} {when}
        BEGIN SELECT RAISE(ABORT, '{refused}'); END
    """


def on_postgresql(table: str, name: str, event: str, call: str, each: str = "ROW") -> str:
    return f"""
        CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}
        FOR EACH {each} EXECUTE FUNCTION {call}
    """


def creating(sqlite: Sequence[str], postgresql: Sequence[str]) -> Callable:
    """Return what a migration calls to make the triggers."""

    def create(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        for statement in sqlite if is_sqlite else postgresql:
            # None: what looks like a parameter is none.
            schema_editor.execute(statement, params=None)

    return create


def put_back(using: BaseDatabaseWrapper) -> None:
    """Make the triggers that are missing.

    Done after every migration: where SQLite alters a table it makes it anew, without triggers.
    PostgreSQL alters it in its place.
    """
    if using.vendor != "sqlite":
        return
    there = set(using.introspection.table_names())
    with using.cursor() as cursor:
        for statement in _statements(there):
            cursor.execute(statement)


def _statements(there: set[str]) -> Iterable[str]:
    for _app, module in told("triggers"):
        # Only some apps were migrated.
        if there.issuperset(module.TABLES):
            yield from module.SQLITE
