"""How many rows each table has, and one checksum over all of them in order.

It is of what the engine stores, so that two databases of the same engine can be compared.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

Digests = dict[str, dict[str, int | str]]
# What a row looks like as a text depends on these.
PLAIN_TEXTS = """
    SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL TimeZone = 'UTC';
    SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'
"""


def quoted(names: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def of_sqlite(path: Path) -> Digests:
    """Return the digests of a database that nobody writes to. Raises `sqlite3.Error`."""
    found = {}
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        # As they are stored, also where that is no text.
        database.text_factory = bytes
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        ).fetchall()
        for name in sorted(name.decode() for (name,) in tables):
            columns = database.execute(f"PRAGMA table_info({quoted([name])})").fetchall()
            keys = sorted((row[5], row[1].decode()) for row in columns if row[5])
            order = quoted(key for _place, key in keys) or "rowid"
            digest, rows = hashlib.sha256(), 0
            for row in database.execute(
                f"SELECT * FROM {quoted([name])} ORDER BY {order}"  # noqa: S608 (names of ours)
            ):
                digest.update(repr(row).encode())
                rows += 1
            found[name] = {"rows": rows, "sha256": digest.hexdigest()}
    return found


def of_postgresql(cursor: Any) -> Digests:
    """Return the digests, as the transaction of this cursor of psycopg sees the tables."""
    found = {}
    cursor.execute(PLAIN_TEXTS)
    cursor.execute(
        """
        SELECT relname, (
            SELECT json_agg(attname ORDER BY attnum) FROM pg_attribute JOIN pg_index
            ON attrelid = indrelid AND attnum = ANY(indkey) WHERE indrelid = c.oid AND indisprimary
        )
        FROM pg_class c WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        """
    )
    for name, keys in sorted(cursor.fetchall()):
        keys = json.loads(keys) if isinstance(keys, str) else keys or []
        # In the order of bytes: that of a language differs between machines.
        order = ", ".join(f't.{quoted([key])}::text COLLATE "C"' for key in keys)
        order = order or 't::text COLLATE "C"'
        digest, rows = hashlib.sha256(), 0
        with cursor.copy(
            f"COPY (SELECT t::text FROM {quoted([name])} t ORDER BY {order}) TO STDOUT"  # noqa: S608 (names of ours)
        ) as copy:
            for block in copy:
                digest.update(block)
                # A line end within a row is written in another way.
                rows += bytes(block).count(b"\n")
        found[name] = {"rows": rows, "sha256": digest.hexdigest()}
    return found


def differences(expected: Digests, found: Digests) -> list[str]:
    """Say in a sentence for each table what is not as it was."""
    said = []
    for name in sorted(expected.keys() | found.keys()):
        before, now = expected.get(name), found.get(name)
        if not before or not now:
            said.append(f"the table {name} is {'missing' if before else 'not of the backup'}")
        elif before["rows"] != now["rows"]:
            said.append(f"{name} has {now['rows']} of {before['rows']} rows")
        elif before != now:
            said.append(f"rows of {name} are other ones")
    return said
