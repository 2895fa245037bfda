"""The rows of the newsroom, from SQLite into an empty database of PostgreSQL: all of them, or none.

Nobody writes meanwhile: the file is locked, and everything stands in one transaction there. Each
row is read again before it ends, and both sides have one checksum for each table.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import environ
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, Model

from ijmsite.web.content import unwatch, watch
from ijmsite.web.models import ContentVersion

from .files import UpkeepError

THERE = "copy"  # the alias of the other database
CHUNK = 2_000
TOLD_EVERY = 10_000  # rows
# What migrations write into an empty database: it gives way to ours.
SEEDED = [Group.permissions.through, Group, Permission, ContentType]
# Of no model.
OTHER_TABLES = {"django_migrations", "web_contentchange"}
ALL_ROWS = 2**256

Say = Callable[[str], None]
Table = type[Model]


@dataclass
class Digest:
    """How many rows there are, and one checksum over them, in whatever order they come."""

    rows: int = 0
    total: int = 0

    def add(self, row: Iterable[Any]) -> None:
        said = json.dumps(list(row), sort_keys=True, default=in_words, ensure_ascii=False)
        number = int.from_bytes(hashlib.sha256(said.encode()).digest())
        self.rows += 1
        self.total = (self.total + number) % ALL_ROWS

    def __str__(self) -> str:
        return f"{self.rows:,} rows, {self.total:064x}"


Digests = dict[Table, Digest]


def in_words(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def copy_to(url: str, say: Say) -> Digests:
    """Copy every row into the database at `url`, and return what both sides hold now.

    Where that is there already, nothing is done. Raises `UpkeepError`, in one sentence, where the
    other database holds anything else, and where a row is refused: then nothing was stored.
    """
    here = connections["default"]
    with connected(url) as there:
        check_sides(here, there)
        say("Making the tables …")
        migrate(url)
        # Locks the file against all who write: what they wrote would be missing there.
        with transaction.atomic():
            if held := [table for table in tables() if table not in SEEDED and has_rows(table)]:
                return compared(there, held[0], say)
            try:
                with transaction.atomic(THERE):
                    digests = copy_all(there, say)
            except DatabaseError as error:
                # When it ends: keys that lead nowhere.
                raise refused("The database", error) from error
        with there.cursor() as cursor:
            # Many lists are read from indexes alone, which needs to know that all rows are old.
            cursor.execute("VACUUM ANALYZE")
    return digests


@contextmanager
def connected(url: str) -> Iterator[BaseDatabaseWrapper]:
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise UpkeepError("Name a database of PostgreSQL: postgres://user:password@host:5432/name")
    config = {"default": settings.DATABASES["default"], THERE: environ.Env.db_url_config(url)}
    connections.settings[THERE] = connections.configure_settings(config)[THERE]
    there = connections[THERE]
    try:
        with there.wrap_database_errors:
            there.connect()
        yield there
    except DatabaseError as error:
        raise UpkeepError(f"The other database did not do it: {plain(error)}") from error
    finally:
        there.close()
        del connections[THERE], connections.settings[THERE]


def check_sides(here: BaseDatabaseWrapper, there: BaseDatabaseWrapper) -> None:
    if here.vendor != "sqlite":
        raise UpkeepError("The newsroom of these settings is not on SQLite: nothing to copy.")
    executor = MigrationExecutor(here)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UpkeepError("This database is of an earlier version: run `manage.py migrate` first.")
    ours = {table._meta.db_table for table in tables()} | OTHER_TABLES
    ours.add(ContentVersion._meta.db_table)
    if foreign := sorted(set(there.introspection.table_names()) - ours):
        raise holds_other_data(there, f"it has a table {foreign[0]}")


def migrate(url: str) -> None:
    """Make the tables in a process of its own, to which that database is the only one."""
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    result = subprocess.run(  # noqa: S603 (our own command)
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
    )
    if result.returncode:
        last = (result.stderr.strip() or "no reason given").splitlines()[-1]
        raise UpkeepError(f"The tables could not be made there: {last}")


def tables() -> list[Table]:
    """Return every table of ours; keys between them are looked at when everything is there."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model is not ContentVersion
    ]


def columns(model: Table) -> list[Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def rows_of(model: Table, alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.using(alias).order_by().values_list(*names)
    return rows.iterator(chunk_size=CHUNK)


def digest_of(model: Table, alias: str) -> Digest:
    digest = Digest()
    for row in rows_of(model, alias):
        digest.add(row)
    return digest


def has_rows(model: Table) -> bool:
    return model._base_manager.using(THERE).exists()


def compared(there: BaseDatabaseWrapper, held: Table, say: Say) -> Digests:
    """Return what both sides hold where it is the same, or refuse."""
    say("There are rows already. Comparing …")
    digests = {}
    for model in tables():
        digests[model] = digest_of(model, "default")
        if digest_of(model, THERE) != digests[model]:
            raise holds_other_data(there, f"there are rows in {held._meta.db_table}")
    say("Everything is there already: nothing was done.")
    return digests


def copy_all(there: BaseDatabaseWrapper, say: Say) -> Digests:
    # Counted once, at the end, and not by each row.
    unwatch(there)
    for model in SEEDED:
        model._base_manager.using(THERE).all()._raw_delete(THERE)
    digests = {}
    for model in tables():
        name = model._meta.db_table
        try:
            digests[model] = copy_table(model, there, say)
        except (DatabaseError, ValueError) as error:
            raise refused(f"A row of {name}", error) from error
        found = digest_of(model, THERE)
        if found != digests[model]:
            raise UpkeepError(
                f"The rows of {name} are others than here ({found} in place of {digests[model]}). "
                "Nothing was stored."
            )
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), list(digests)):
            cursor.execute(statement)
        say("Checking the keys …")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    # Above what either side had: no page that somebody kept comes back.
    ContentVersion.objects.using(THERE).update(number=time.time_ns())
    watch(there)
    return digests


def copy_table(model: Table, there: BaseDatabaseWrapper, say: Say) -> Digest:
    """Copy the rows of one table, and return their digest."""
    fields, digest = columns(model), Digest()
    name = model._meta.db_table
    quoted = ", ".join(there.ops.quote_name(field.column) for field in fields)
    command = f"COPY {there.ops.quote_name(name)} ({quoted}) FROM STDIN"
    with there.cursor() as cursor, there.wrap_database_errors, cursor.copy(command) as copy:
        for row in rows_of(model, "default"):
            digest.add(row)
            pairs = zip(fields, row, strict=True)
            copy.write_row([field.get_db_prep_save(value, there) for field, value in pairs])
            if digest.rows % TOLD_EVERY == 0:
                say(f"{digest.rows:>11,}  {name} …")
    if digest.rows:
        say(f"{digest.rows:>11,}  {name}")
    return digest


def holds_other_data(there: BaseDatabaseWrapper, how: str) -> UpkeepError:
    return UpkeepError(
        f"The database {there.settings_dict['NAME']} holds other data: {how}. "
        "Take an empty one, such as `createdb newsroom` makes."
    )


def refused(what: str, error: Exception) -> UpkeepError:
    return UpkeepError(f"{what} is refused by PostgreSQL: {plain(error)}. Nothing was stored.")


def plain(error: Exception) -> str:
    """Return what an error says without the values that it repeats."""
    diagnosis = getattr(error.__cause__ or error, "diag", None)
    said = diagnosis and diagnosis.message_primary
    return said or str(error).strip().splitlines()[0]
