"""One consistent picture of the database, taken while others write; and put back where none is."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from django.db import connection

from ijmsite.photos.models import Photo

from .files import UpkeepError, private
from .tables import Digests, differences, of_postgresql, of_sqlite

COPY = 1024 * 1024
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# A name beside the real one, until everything is as it shall be.
ASIDE = "-restoring"


@dataclass(frozen=True)
class Picture:
    """What the database held at one moment."""

    tables: Digests
    pictures: set[str]  # names of stored files
    migrations: list[list[str]]


def name() -> str:
    """Return the name of the file that holds the database."""
    return NAMES[connection.vendor]


def take(folder: Path, write: Callable[[], BinaryIO]) -> Picture:
    """Write the database into what `write` opens, by way of `folder`, and say what it holds."""
    return (_take_sqlite if connection.vendor == "sqlite" else _take_postgresql)(folder, write)


def _take_sqlite(folder: Path, write) -> Picture:
    aside = folder / "database.aside"
    # An empty file that is there already keeps its rights.
    os.close(private(aside))
    source = Path(connection.settings_dict["NAME"])
    if not source.exists():
        raise UpkeepError(f"There is no database at {source}.")
    try:
        with closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as database:
            # One reading transaction, under which others go on to write (SQLite, "VACUUM INTO").
            database.execute("VACUUM INTO ?", [str(aside)])
        with closing(sqlite3.connect(aside)) as database:
            if (said := database.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise UpkeepError(f"The database is damaged: {said}. The backup was not made.")
            picture = Picture(of_sqlite(aside), *_facts(database.execute))
        with aside.open("rb") as file, write() as target:
            shutil.copyfileobj(file, target, COPY)
    except sqlite3.Error as error:
        raise UpkeepError(f"The database could not be copied: {error}.") from None
    finally:
        aside.unlink(missing_ok=True)
    return picture


def _take_postgresql(folder: Path, write) -> Picture:
    with _own_cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # pg_dump sees what this transaction sees, which reads the rows meanwhile.
        [snapshot] = cursor.execute("SELECT pg_export_snapshot()").fetchone()
        command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
        with write() as target, _started([*command, f"--snapshot={snapshot}"]) as process:
            shutil.copyfileobj(process.stdout, target, COPY)
        picture = Picture(of_postgresql(cursor), *_facts(cursor.execute))
        cursor.execute("ROLLBACK")
    return picture


def _facts(execute) -> tuple[set[str], list[list[str]]]:
    """Return which stored files the rows name, and which migrations were applied."""
    pictures: set[str] = set()
    for file, renditions in execute(
        f"SELECT file, renditions FROM {Photo._meta.db_table}"  # noqa: S608 (a name of ours)
    ).fetchall():
        entries = json.loads(renditions) if isinstance(renditions, str) else renditions
        pictures |= {file, *(entry["name"] for entry in entries)}
    rows = execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return pictures, [[*row] for row in rows]


def emptiness() -> str:
    """Return "" where the database holds nothing, else a sentence that says what to do."""
    place = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        path = Path(place)
        if not path.exists() or not _tables_in(path):
            return ""
        return (
            f"There is a database at {path} already. Stop the site, move {path}* away, and begin "
            "again."
        )
    with connection.cursor() as cursor:
        if not connection.introspection.table_names(cursor):
            return ""
    return (
        f"The database {place} is not empty. Restore into a new one: `createdb NAME`, and "
        "DATABASE_URL with that name."
    )


def _tables_in(path: Path) -> list[tuple[str]]:
    try:
        with closing(sqlite3.connect(path)) as database:
            return database.execute("SELECT name FROM sqlite_master").fetchall()
    except sqlite3.DatabaseError:
        return [("something else",)]


@contextmanager
def put_back(source: IO[bytes], expected: Digests, say: Callable[[str], None]) -> Iterator[None]:
    """Load the database, check it row by row, and let the caller work in it through Django.

    On SQLite it takes its place at the end of that, and not at all where something is raised.
    """
    engine = _put_back_sqlite if connection.vendor == "sqlite" else _put_back_postgresql
    with engine(source, expected, say):
        yield


@contextmanager
def _put_back_sqlite(source, expected: Digests, say) -> Iterator[None]:
    path = Path(connection.settings_dict["NAME"])
    aside = path.with_name(f"{path.name}{ASIDE}")
    remove(aside)
    with os.fdopen(private(aside), "wb") as file:
        shutil.copyfileobj(source, file, COPY)
        file.flush()
        os.fsync(file.fileno())
    say("Checking the rows …")
    try:
        with closing(sqlite3.connect(aside)) as database:
            for pragma in ["integrity_check(1)", "foreign_key_check"]:
                if (found := database.execute(f"PRAGMA {pragma}").fetchone()) not in [
                    None,
                    ("ok",),
                ]:
                    raise UpkeepError(f"The database of this backup is damaged: {found}.")
        found = of_sqlite(aside)
    except sqlite3.Error as error:
        raise UpkeepError(f"The database of this backup is damaged: {error}.") from None
    must_be(expected, found)
    connection.close()
    connection.settings_dict["NAME"] = str(aside)
    try:
        yield
        with connection.cursor() as cursor:
            # Everything into the one file that is renamed.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(path)
    # Beside an empty file that some command has opened there may be its journal.
    remove(path)
    os.chmod(aside, 0o640)
    aside.rename(path)
    remove(aside)


def remove(path: Path) -> None:
    """Remove a database of SQLite, with what stands beside it."""
    for end in ["", "-wal", "-shm", "-journal", "-queue"]:
        path.with_name(path.name + end).unlink(missing_ok=True)


@contextmanager
def _put_back_postgresql(source, expected: Digests, say) -> Iterator[None]:
    command = ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"]
    command += ["--no-privileges", f"--dbname={connection.settings_dict['NAME']}"]
    connection.close()
    # Who ends early says why, and the sentence is raised behind this.
    with _started(command, stdin=subprocess.PIPE) as process, suppress(BrokenPipeError):
        shutil.copyfileobj(source, process.stdin, COPY)
        process.stdin.close()
    say("Checking the rows …")
    with _own_cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = of_postgresql(cursor)
        cursor.execute("ROLLBACK")
    must_be(expected, found)
    yield


def must_be(expected: Digests, found: Digests) -> None:
    if said := differences(expected, found):
        raise UpkeepError(
            f"The database is not what the backup says: {'; '.join(said)}. Take another backup."
        )


@contextmanager
def _own_cursor() -> Iterator:
    """Open a connection beside Django's, whose transactions are ours."""
    own = connection.copy("upkeep")
    own.connect()
    try:
        yield own.connection.cursor()
    finally:
        own.close()


@contextmanager
def _started(command: Iterable[str], stdin: int = subprocess.DEVNULL) -> Iterator:
    """Run a program of PostgreSQL's; raise `UpkeepError` with what it says where it fails."""
    wanted = connection.client.settings_to_cmd_args_env
    _arguments, secrets = wanted(connection.settings_dict, [])
    places = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "NAME": "PGDATABASE"}
    named = {
        variable: str(value)
        for name, variable in places.items()
        if (value := connection.settings_dict.get(name))
    }
    program, *arguments = command
    path = shutil.which(program)
    if not path:
        raise UpkeepError(
            f"{program} is not installed (Debian: apt-get install postgresql-client)."
        )
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 (a program of PostgreSQL's, with our settings)
            [path, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE if stdin == subprocess.DEVNULL else subprocess.DEVNULL,
            stderr=errors,
            env=os.environ | named | (secrets or {}),
        )
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            for pipe in filter(None, [process.stdin, process.stdout]):
                with suppress(OSError):
                    pipe.close()
            code = process.wait()
        if code:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            raise UpkeepError(f"{program} failed: {lines[0] if lines else code}")
