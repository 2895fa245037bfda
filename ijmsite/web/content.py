"""When what readers see has changed: one number in the database, and the moments ahead.

An app says in its module `content` what its public pages are made of, by a list `MODELS`, and
when they change by themselves, by a function `next_moments(now)` that returns the next such
times after `now`, or None where there is none.

The number grows in the very transaction that changes a row of these models, whoever does it: the
database counts by triggers, so no query passes it by. Nobody can see a change before its number.
"""

import ctypes
import os
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import local
from time import monotonic, time_ns
from types import ModuleType
from weakref import finalize

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.utils import timezone

from ijmsite.parts import told

from .models import ContentVersion

READ = "SELECT number FROM web_contentversion"
LOOK_EVERY = 1  # second, for another file of SQLite
# By the end of a trigger's name, which begins with that of its table.
ON_SQLITE = {
    f"content_{event}": f"""
        CREATE TRIGGER {{table}}_content_{event} AFTER {event} ON {{table}}
        BEGIN UPDATE web_contentversion SET number = number + 1; END
    """  # noqa: S608 (names of ours)
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
# With what calls them.
NOTHING_ON_POSTGRESQL = """
    DROP TABLE IF EXISTS web_contentchange;
    DROP FUNCTION IF EXISTS web_note_content, web_count_content CASCADE
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
    """Return the module `content` of each app that has one."""
    return (module for _app, module in told("content", explained_in="ijmsite.web"))


def tables() -> list[str]:
    """Return the tables whose rows readers see."""
    models = [model for module in modules() for model in module.MODELS]
    pairs = [field.remote_field.through for m in models for field in m._meta.local_many_to_many]
    return sorted({model._meta.db_table for model in models + pairs})


def watch(using: BaseDatabaseWrapper = connection) -> None:
    """Let the database count every change of these tables, and of no other, from now on.

    Done after every migration: where SQLite alters a table it makes it anew, without triggers. A
    migration that alters the table of the number itself calls `unwatch` first.
    """
    there = set(using.introspection.table_names())
    if ContentVersion._meta.db_table not in there:
        return  # Only some apps were migrated.
    # From another number whenever it begins anew: a web process may still have pages of before.
    ContentVersion.objects.using(using.alias).get_or_create(pk=1, defaults={"number": time_ns()})
    is_postgresql = using.vendor == "postgresql"
    triggers = ON_POSTGRESQL if is_postgresql else ON_SQLITE
    wanted = {
        f"{table}_{name}": statement.format(table=table).strip()
        for table in sorted(there.intersection(tables()))
        for name, statement in triggers.items()
    }
    with transaction.atomic(using.alias), using.cursor() as cursor:
        has = triggers_of(cursor, is_postgresql)
        if has.keys() == wanted.keys() and (is_postgresql or has == wanted):
            return
        unwatch(using)
        for statement in [BETWEEN_ON_POSTGRESQL] * is_postgresql + [*wanted.values()]:
            cursor.execute(statement)
        # What a migration changed while they were missing.
        ContentVersion.objects.using(using.alias).update(number=F("number") + 1)


def unwatch(using: BaseDatabaseWrapper = connection) -> None:
    """Let the database count nothing any more."""
    with using.cursor() as cursor:
        if using.vendor == "postgresql":
            cursor.execute(NOTHING_ON_POSTGRESQL)
        else:
            for name in triggers_of(cursor):
                cursor.execute(f"DROP TRIGGER {name}")


def triggers_of(cursor, is_postgresql: bool = False) -> dict[str, str]:
    """Return the triggers that count, by name, on SQLite as they were written."""
    cursor.execute(
        """
        SELECT tgname, '' FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE proname = 'web_note_content'
        """
        if is_postgresql
        else "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'trigger' AND sql LIKE '%UPDATE web_contentversion%'"
    )
    return dict(cursor.fetchall())


def next_moment(now: datetime) -> datetime:
    """Return when readers next see something else though nothing was written."""
    # Whatever depends on the day, such as the end of a photo's consent, changes at our midnight.
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time()))
    told = [
        moment
        for module in modules()
        if hasattr(module, "next_moments")
        for moment in module.next_moments(now)
    ]
    return min([midnight, *(moment for moment in told if moment and moment > now)])


class Until:
    """Until when what is made of the content is what readers see, if nobody changes it.

    In seconds since 1970. It asks `next_moment` once for each state of the content, and again
    when that moment has come.
    """

    def __init__(self, ask: Callable[[datetime], datetime] = next_moment) -> None:
        self.next_moment = ask
        # For which version it is known, since when, and until when.
        self.known: tuple[Hashable, float, float] = (None, 0.0, 0.0)

    def __call__(self, version: Hashable, now: float) -> float:
        known_for, since, until = self.known
        # A clock may be set back.
        if known_for != version or not since <= now < until:
            until = self.next_moment(datetime.fromtimestamp(now, UTC)).timestamp()
            self.known = version, now, until
        return until


# Of this process.
shared_until = cache(Until)


def version_reader() -> Callable[[], Hashable | None]:
    """Return a function that tells what stands for the content as it is committed.

    That is the number, of this very database; or None where none is known.

    Each thread reads through a connection of its own, which never writes.
    """
    read = _read_from_sqlite if connection.vendor == "sqlite" else _read_from_postgresql
    return read(connection.settings_dict["NAME"])


# Of this process: who asks shares the connections.
shared_reader = cache(version_reader)


def _read_from_sqlite(name: str) -> Callable[[], Hashable | None]:
    import sqlite3

    is_file = not str(name).startswith("file:")
    # Beside the file itself, not beside a link to it, stands the file of its index.
    path = Path(name).resolve()
    # A path may hold what has a meaning in an address.
    uri = f"{path.as_uri()}?mode=ro" if is_file else name
    here = local()

    # For all threads, where all may look: what tells of a change, and what it told last, for which
    # content, and until when the file is known to be the same.
    known: tuple[Callable[[], Hashable] | None, Hashable, Hashable, float] = (None, None, None, 0)

    class Reader:
        def __init__(self) -> None:
            self.file = file_at(name) if is_file else None
            # Closed by whichever thread throws it away.
            own = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            self.execute = own.cursor().execute
            # Each thread has a connection of its own; the memory that all share is one.
            self.is_shared = False
            self.look = self.changes()
            self.moved = self.content = None
            self.looked_at = monotonic()
            finalize(self, own.close)

        def changes(self) -> Callable[[], Hashable]:
            """Return a function that tells something else whenever somebody has committed."""
            execute = self.execute
            [(mode,)] = execute("PRAGMA journal_mode").fetchall()
            if is_file and mode == "wal":
                # Whoever has read has opened the file of the index, and keeps it where it is.
                execute(READ).fetchall()
                index = f"{path}-shm"
                if look := changes_of(uri, index, file_at(index)):
                    self.is_shared = True
                    return look
            # A tenth of a SELECT, but each thread lets the others go first.
            return lambda: execute("PRAGMA data_version").fetchall()

        def is_of_another_file(self) -> bool:
            self.looked_at = monotonic()
            return file_at(name) != self.file

    def read() -> Hashable | None:
        look, moved, content, until = known
        if until > monotonic() and look() == moved:
            return content
        return read_anew()

    def read_anew() -> Hashable | None:
        nonlocal known
        reader = getattr(here, "reader", None)
        try:
            # Another file in its place: to this connection it would be the old one for ever.
            if reader is None or (
                is_file
                and monotonic() - reader.looked_at > LOOK_EVERY
                and reader.is_of_another_file()
            ):
                reader = here.reader = Reader()
            moved = reader.look()
            if moved != reader.moved:
                # To the last row: an unfinished statement would hold its view of the database.
                [(number,)] = reader.execute(READ).fetchall()
                reader.content, reader.moved = (reader.file, number), moved
            if reader.is_shared:
                known = reader.look, moved, reader.content, reader.looked_at + LOOK_EVERY
        except (sqlite3.Error, OSError, ValueError):
            here.__dict__.clear()
            return None
        return reader.content

    return read


@cache
def changes_of(uri: str, index: str, file: tuple[int, int]) -> Callable[[], bytes] | None:
    """Return a function that tells what SQLite writes into `index` with each commit.

    It is the header of the WAL index, which all processes have in their memory
    (https://sqlite.org/walformat.html, section 2.1). To look at it asks nobody. None where it
    cannot be read.
    """
    import sqlite3

    try:
        shared = mmap(os.open(index, os.O_RDONLY), 0, access=ACCESS_READ)
    except (OSError, ValueError):
        return None
    # To close one descriptor of a file is to lose all locks that this process has on it (POSIX).
    # So it is never closed, not even when Python ends and another thread still writes.
    keep_open(shared)
    # Whoever closes the last connection takes the file away, and the next one makes another.
    keeper = sqlite3.connect(uri, uri=True, check_same_thread=False)
    keeper.execute(READ).fetchall()
    keep_open(keeper)
    return partial(shared.__getitem__, slice(0, 48))


def keep_open(what: object) -> None:
    """Let Python never throw it away."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(what))


def file_at(path: str) -> tuple[int, int]:
    stat = os.stat(path)
    return stat.st_dev, stat.st_ino


def _read_from_postgresql(name: str) -> Callable[[], Hashable | None]:
    import psycopg

    here = local()

    def connect() -> None:
        own = connection.copy("content")
        own.connect()
        here.cursor = own.connection.cursor()
        finalize(here.cursor, own.connection.close)

    def read() -> Hashable | None:
        try:
            if not hasattr(here, "cursor"):
                connect()
            return here.cursor.execute(READ, prepare=True).fetchone()[0]
        # Of Django's own kind where there is no connection to be had.
        except (psycopg.Error, DatabaseError, TypeError):
            here.__dict__.clear()
            return None

    return read
