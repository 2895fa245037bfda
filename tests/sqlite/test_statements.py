"""Statements are given to SQLite as Django writes them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]


@pytest.mark.parametrize("filler", ["", " " * 6_000], ids=["short", "long"])
@pytest.mark.parametrize(
    ("statement", "values", "row"),
    [
        ("SELECT %s, '%%s', '%%', %s", [1, "%s"], (1, "%s", "%", "%s")),
        ("SELECT %(one)s, '%%', %(one)s", {"one": 2}, (2, "%", 2)),
        ("SELECT '%s'", None, ("%s",)),
    ],
    ids=["places", "names", "none"],
)
def test_what_stands_for_a_value_is_put_as_sqlite_has_it(statement, values, row, filler):
    with connection.cursor() as cursor:
        for _time in range(2):
            assert cursor.execute(statement + filler, values).fetchone() == row


@pytest.mark.parametrize(
    "moment",
    [
        None,
        datetime(2026, 11, 29, 12, 0, 0, 7, tzinfo=UTC),
        datetime(2026, 11, 29, 12, tzinfo=ZoneInfo("America/St_Johns")),
        datetime(2026, 11, 29, 12, tzinfo=timezone(timedelta(hours=-3))),
        datetime(2026, 11, 29, 12, tzinfo=UTC).replace(tzinfo=None),
    ],
    ids=str,
)
@pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/Toronto")], ids=str)
def test_a_moment_is_stored_as_django_stores_it(moment, zone, monkeypatch):
    monkeypatch.setattr(connection, "timezone", zone)
    djangos = DatabaseOperations(connection).adapt_datetimefield_value(moment)

    assert connection.ops.adapt_datetimefield_value(moment) == djangos


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/Toronto")], ids=str)
@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("datetime", None),
        ("datetime", datetime(2026, 11, 29, 12, 0, 0, 7, tzinfo=UTC).replace(tzinfo=None)),
        ("datetime", datetime(2026, 11, 29, 12, tzinfo=timezone(timedelta(hours=-3)))),
        ("datetime", "2026-11-29 12:00:00.000007"),
        ("uuid", None),
        ("uuid", "0f7b4b1e5d8a4a3f9d5f3f0a6c2b1d4e"),
    ],
)
def test_what_was_stored_is_read_as_django_reads_it(kind, stored, zone, monkeypatch):
    monkeypatch.setattr(connection, "timezone", zone)
    convert = f"convert_{kind}field_value"
    djangos = getattr(DatabaseOperations(connection), convert)(stored, None, connection)
    ours = getattr(connection.ops, convert)(stored, None, connection)

    assert (ours, type(ours)) == (djangos, type(djangos))
    assert getattr(ours, "tzinfo", None) is getattr(djangos, "tzinfo", None)
