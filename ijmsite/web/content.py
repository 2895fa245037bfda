"""When what readers see has changed: one number in the database, and the moments ahead.

An app says in its module `content` what its public pages are made of, by a list `MODELS`, and
when they change by themselves, by a function `next_moments(now)` that returns the next such
times after `now`, or None where there is none.

The number grows in the very transaction that changes a row of these models, whoever does it: the
database counts by triggers, so no query passes it by. Nobody can see a change before its number.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from threading import local
from types import ModuleType
from weakref import finalize

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from .models import ContentVersion

READ = "SELECT number FROM web_contentversion"
# By the end of a trigger's name, which begins with that of its table.
ON_SQLITE = {
    f"content_{event}": f"""
        CREATE TRIGGER {{table}}_content_{event} AFTER {event} ON {{table}}
        BEGIN UPDATE web_contentversion SET number = number + 1; END
    """  # noqa: S608 names of ours
    for event in ("insert", "update", "delete")
}
# Counted last of all in a commit, after the foreign keys, which wait for rows that others have
# locked: so the one row is locked for a moment only, and two transactions never wait for each
# other. What a deferred trigger writes fires triggers of its own after all others, hence the
# table between them, which nobody reads. A transaction is counted once, whatever it changes.
BETWEEN_ON_POSTGRESQL = """
    CREATE UNLOGGED TABLE IF NOT EXISTS web_contentchange ();
    CREATE OR REPLACE FUNCTION web_note_content() RETURNS trigger AS $$
    BEGIN
        INSERT INTO web_contentchange DEFAULT VALUES;
        RETURN NULL;
    END
    $$ LANGUAGE plpgsql;
    CREATE OR REPLACE FUNCTION web_count_content() RETURNS trigger AS $$
    BEGIN
        UPDATE web_contentversion SET number = number + 1, counted_in = txid_current()
        WHERE counted_in IS DISTINCT FROM txid_current();
        IF FOUND THEN DELETE FROM web_contentchange; END IF;
        RETURN NULL;
    END
    $$ LANGUAGE plpgsql;
    CREATE CONSTRAINT TRIGGER web_contentchange_counted AFTER INSERT ON web_contentchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION web_count_content()
"""
ON_POSTGRESQL = {
    "content": """
        CREATE CONSTRAINT TRIGGER {table}_content AFTER INSERT OR UPDATE OR DELETE ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION web_note_content()
    """,
    "content_emptied": """
        CREATE TRIGGER {table}_content_emptied AFTER TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION web_note_content()
    """,
}


def modules() -> Iterator[ModuleType]:
    """Yield the module `content` of each app that has one."""
    for config in apps.get_app_configs():
        # This module has the name of those that it looks for.
        is_another = config.name != "ijmsite.web"
        if is_another and config.module and module_has_submodule(config.module, "content"):
            yield import_module(f"{config.name}.content")


def tables() -> list[str]:
    """Return the tables whose rows readers see."""
    models = [model for module in modules() for model in module.MODELS]
    pairs = [field.remote_field.through for m in models for field in m._meta.local_many_to_many]
    return sorted({model._meta.db_table for model in models + pairs})


def watch(using: BaseDatabaseWrapper = connection) -> None:
    """Let the database count every change of these tables from now on.

    Done after every migration: where SQLite alters a table it makes it anew, without triggers.
    """
    there = set(using.introspection.table_names())
    if ContentVersion._meta.db_table not in there:
        return  # Only some apps were migrated.
    ContentVersion.objects.using(using.alias).get_or_create(pk=1)
    if using.vendor == "postgresql":
        triggers, known = ON_POSTGRESQL, "SELECT tgname FROM pg_trigger"
    else:
        triggers, known = ON_SQLITE, "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with using.cursor() as cursor:
        cursor.execute(known)
        has = {name for (name,) in cursor.fetchall()}
        if using.vendor == "postgresql" and "web_contentchange_counted" not in has:
            cursor.execute(BETWEEN_ON_POSTGRESQL)
        for table in sorted(there.intersection(tables())):
            for name, statement in triggers.items():
                if f"{table}_{name}" not in has:
                    cursor.execute(statement.format(table=table))


def next_moment(now: datetime) -> datetime:
    """Return when readers next see something else though nothing was written."""
    # Whatever depends on the day, such as the end of a photo's consent, changes at our midnight.
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time()))
    told = [moment for module in modules() for moment in module.next_moments(now)]
    return min([midnight, *(moment for moment in told if moment and moment > now)])


def version_reader() -> Callable[[], int | None]:
    """Return a function that tells the number as it is committed, or None where none is known.

    Each thread reads through a connection of its own, which never writes.
    """
    read = _read_from_sqlite if connection.vendor == "sqlite" else _read_from_postgresql
    return read(connection.settings_dict["NAME"])


def _read_from_sqlite(name: str) -> Callable[[], int | None]:
    import sqlite3

    # A path may hold what has a meaning in an address.
    uri = name if str(name).startswith("file:") else f"{Path(name).as_uri()}?mode=ro"
    here = local()

    def connect() -> None:
        # Closed by whichever thread throws it away.
        own = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        here.execute = own.cursor().execute
        here.moved = None
        finalize(here.execute.__self__, own.close)

    def read() -> int | None:
        try:
            if not hasattr(here, "execute"):
                connect()
            # It costs a tenth of a SELECT, and moves whenever another connection has committed.
            [(moved,)] = here.execute("PRAGMA data_version").fetchall()
            if moved != here.moved:
                # To the last row: an unfinished statement would hold its view of the database.
                [(here.number,)] = here.execute(READ).fetchall()
                here.moved = moved
        except (sqlite3.Error, ValueError):
            here.__dict__.clear()
            return None
        return here.number

    return read


def _read_from_postgresql(name: str) -> Callable[[], int | None]:
    import psycopg

    here = local()

    def connect() -> None:
        own = connection.copy("content")
        own.connect()
        here.cursor = own.connection.cursor()
        finalize(here.cursor, own.connection.close)

    def read() -> int | None:
        try:
            if not hasattr(here, "cursor"):
                connect()
            return here.cursor.execute(READ, prepare=True).fetchone()[0]
        # Of Django's own kind where there is no connection to be had.
        except (psycopg.Error, DatabaseError, TypeError):
            here.__dict__.clear()
            return None

    return read
