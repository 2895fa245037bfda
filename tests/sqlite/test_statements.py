"""Statements are given to SQLite as Django writes them."""

import pytest
from django.db import connection

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
