"""A drill can fail: by a promise that is broken, and by a control that is not noticed."""

import sqlite3

import pytest

from drills.evidence import Database, Report, at_most, exactly
from drills.visitors import Answer


@pytest.mark.parametrize(
    ("check", "must_fail", "wrong"),
    [
        (at_most("accepted", 10, 10), False, 0),
        (at_most("accepted", 11, 10), False, 1),
        (exactly("rows", 999, 1000), False, 1),
        (exactly("rows", 1001, 1000), False, 1),
        (at_most("accepted", 30, 10), True, 0),
        (at_most("accepted", 10, 10), True, 1),
    ],
)
def test_counts_what_is_wrong(capsys, check, must_fail, wrong):
    report = Report()
    report.show("A", [check], must_fail)

    assert report.wrong == wrong
    assert str(check.found) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "retry_after", "is_refusal"),
    [
        (429, "600", True),
        (429, None, False),
        (429, "", False),
        (503, "600", False),
        (0, None, False),
    ],
)
def test_a_refusal_says_when_to_come_again(status, retry_after, is_refusal):
    assert Answer(status, 0.1, retry_after=retry_after).is_refusal is is_refusal


def test_time_passes_for_limits_and_digests(tmp_path):
    database = Database(str(tmp_path / "db.sqlite3"))
    with sqlite3.connect(database.path) as connection:
        connection.execute("CREATE TABLE web_tally (key TEXT)")
        connection.execute("INSERT INTO web_tally VALUES ('x')")
    connection.close()

    database.let_time_pass()

    assert database.rows("SELECT * FROM web_tally") == []
