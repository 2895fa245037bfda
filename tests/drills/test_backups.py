"""The drills of backups count by themselves: rows by their checksums, halves, calls of a watch."""

import sqlite3
import urllib.request
from contextlib import closing

import pytest

from drills.evidence import Database
from drills.restoring import held, rows_by_table
from drills.unusable import Watch, change_a_byte, cut, stop_the_timer


@pytest.fixture
def database(tmp_path):
    """Return a function that makes a database of SQLite by some statements."""

    def make(*statements):
        path = str(tmp_path / "db.sqlite3")
        with closing(sqlite3.connect(path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)
        return Database(path)

    return make


def test_a_letter_and_a_row_are_noticed_and_their_order_is_not(database):
    one = database("CREATE TABLE word (text)", "INSERT INTO word VALUES ('harbor'), ('boats')")
    found = [rows_by_table(one)]
    for change in [
        "UPDATE word SET rowid = rowid + 10 WHERE text = 'harbor'",
        "UPDATE word SET text = 'Boats' WHERE text = 'boats'",
        "INSERT INTO word VALUES ('Boats')",
    ]:
        found.append(rows_by_table(database(change)))

    assert found[0] == found[1]
    assert [each["word"].total() for each in found] == [2, 2, 2, 3]
    assert found[1] != found[2] != found[3]


def test_what_sqlite_keeps_itself_is_no_table(database):
    one = database(
        "CREATE TABLE word (id integer primary key autoincrement)",
        "CREATE VIRTUAL TABLE words USING fts5(text)",
    )

    assert "word" in one.tables()
    assert "words_data" in one.tables()
    assert not {"words", "sqlite_sequence"} & {*one.tables()}


def test_a_question_without_its_mail_and_a_mail_without_its_question_are_halves(database):
    one = database(
        "CREATE TABLE contacts_inquiry (reference)",
        "CREATE TABLE mail_message (key)",
        "INSERT INTO contacts_inquiry VALUES ('M-AAAAAA'), ('M-BBBBBB')",
        "INSERT INTO mail_message VALUES ('inquiry:M-AAAAAA:acknowledgement')",
        "INSERT INTO mail_message VALUES ('inquiry:M-CCCCCC:acknowledgement')",
    )

    missing, halves = held(one, {"M-AAAAAA", "M-DDDDDD", "M-EEEEEE"})
    assert missing.found == 2
    assert halves.found == 2


def test_a_watch_alarms_where_nobody_has_called_for_26_hours():
    with Watch() as watch:
        assert watch.alarms(0) == 1
        for watch.hour in (0, 24):
            urllib.request.urlopen(watch.url).close()
        watch.hour = 100

        assert watch.calls == [0, 24]
        assert [watch.alarms(hour) for hour in (26, 50, 51)] == [0, 0, 1]


def test_a_backup_is_spoiled_in_the_file_that_is_named(tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir()
    for name in ["database.dump", "media.tar"]:
        (folder / name).write_bytes(b"0123456789")
    (tmp_path / "erasures.json").touch()

    cut("media", -1)(folder)
    change_a_byte(folder)
    stop_the_timer(folder)

    assert (folder / "media.tar").read_bytes() == b"012345678"
    assert (folder / "database.dump").read_bytes() == b"0123446789"
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    cut("database", 0.5)(folder)
    assert (folder / "database.dump").read_bytes() == b"01234"
