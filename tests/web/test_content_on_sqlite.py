"""Whether content has changed is read from SQLite past all locks, and never from another file."""

import gc
import os
import sqlite3
import subprocess
import sys
from time import sleep

import pytest
from django.db import connection

from ijmsite.web.content import changes_of, version_reader
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]


def newsroom_at(path, mode):
    """Make a database of which the content has the number 7."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"PRAGMA journal_mode = {mode}")
    database.execute("CREATE TABLE web_contentversion (number)")
    database.execute("INSERT INTO web_contentversion VALUES (7)")
    database.close()
    return str(path)


def in_another_process(path, statement):
    """Return the error, if there is one."""
    words = "import sqlite3, sys; sqlite3.connect(sys.argv[1], 0, isolation_level=None)"
    command = [sys.executable, "-c", f"{words}.execute(sys.argv[2])", path, statement]
    return subprocess.run(command, capture_output=True, text=True).stderr


def test_finds_a_database_by_a_relative_path(tmp_path, monkeypatch):
    newsroom_at(tmp_path / "a.sqlite3", "delete")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(connection.settings_dict, "NAME", "a.sqlite3")

    assert version_reader()()[1] == 7


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_notices_what_another_process_has_committed(tmp_path, monkeypatch, mode):
    path = newsroom_at(tmp_path / "a", mode)
    # SQLite keeps the index beside the file itself: what lies beside the link is another's.
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "link-shm").write_bytes(bytes(32_768))
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "link"))
    shared = changes_of.cache_info().currsize
    read = version_reader()
    seen = [read()[1]]
    for _time in range(3):
        in_another_process(path, "UPDATE web_contentversion SET number = number + 1")
        seen.append(read()[1])

    assert seen == [7, 8, 9, 10]
    assert changes_of.cache_info().currsize == shared + (mode == "wal")


def test_opens_nothing_anew_for_another_thread_or_another_reader(tmp_path, monkeypatch):
    path = newsroom_at(tmp_path / "a", "wal")
    monkeypatch.setitem(connection.settings_dict, "NAME", path)
    assert version_reader()()[1] == 7
    gc.collect()
    opened = os.listdir("/proc/self/fd")
    for _time in range(5):
        assert version_reader()()[1] == 7
        gc.collect()

    assert os.listdir("/proc/self/fd") == opened


def test_takes_no_lock_from_who_writes_in_this_process(tmp_path, monkeypatch):
    path = newsroom_at(tmp_path / "a", "wal")
    monkeypatch.setitem(connection.settings_dict, "NAME", path)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    for _time in range(3):
        read = version_reader()
        assert read()[1] == 7
        del read
        gc.collect()

        assert "locked" in in_another_process(path, "BEGIN IMMEDIATE")
    writer.close()


def test_takes_none_either_where_the_database_cannot_be_read(tmp_path, monkeypatch):
    path = newsroom_at(tmp_path / "a", "wal")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("ijmsite.web.content.READ", "SELECT nothing")
    with pytest.raises(sqlite3.Error):
        changes_of(f"file:{path}?mode=ro", f"{path}-shm", (0, 0))
    gc.collect()

    assert "locked" in in_another_process(path, "BEGIN IMMEDIATE")
    writer.close()


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_notices_another_file_in_the_place_of_the_database(tmp_path, monkeypatch, mode):
    for name in "ab":
        newsroom_at(tmp_path / name, mode)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "a"))
    monkeypatch.setattr("ijmsite.web.content.LOOK_EVERY", 0.05)
    read = version_reader()
    before = read()
    (tmp_path / "b").replace(tmp_path / "a")
    sleep(0.1)

    assert read() != before


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_thread_sees_a_commit_after_another_has_looked(tmp_path, monkeypatch, mode):
    path = newsroom_at(tmp_path / "a", mode)
    monkeypatch.setitem(connection.settings_dict, "NAME", path)
    read = version_reader()
    for number in range(7, 10):
        assert at_once(lambda _: read()[1], 3) == [number] * 3
        in_another_process(path, "UPDATE web_contentversion SET number = number + 1")
        assert read()[1] == number + 1
