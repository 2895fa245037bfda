"""A connection serves one request after another, and never shows what was before."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from ijmsite.web.models import Tally

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def opened():
    """Give each test a connection of its own, and let none be kept for what is here no more."""
    connection.close()
    connection.ensure_connection()
    yield
    connection.close()


def write_elsewhere(key):
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other, other:
        now = "2026-01-01 00:00:00"
        other.execute("INSERT INTO web_tally (key, since, count) VALUES (?, ?, 1)", [key, now])


def test_is_kept_from_one_request_to_the_next():
    before = connection.connection
    Tally.objects.count()
    close_old_connections()

    assert connection.connection is before


def test_sees_what_others_have_written_meanwhile():
    assert not Tally.objects.filter(key="other").exists()
    write_elsewhere("other")

    assert Tally.objects.filter(key="other").exists()


def test_one_with_an_unfinished_question_is_given_up():
    """It would go on seeing the rows of the moment when the question began (SQLite, isolation)."""
    for number in range(3):
        Tally.objects.create(key=str(number), since=timezone.now())
    cursor = connection.cursor()
    cursor.execute("SELECT key FROM web_tally")
    cursor.fetchone()
    write_elsewhere("other")
    assert not Tally.objects.filter(key="other").exists(), "the control: it sees what was"

    close_old_connections()

    assert Tally.objects.filter(key="other").exists()


def test_one_that_has_failed_is_given_up():
    with pytest.raises(OperationalError):
        connection.cursor().execute("SELECT nothing FROM nowhere")
    before = connection.connection
    close_old_connections()
    Tally.objects.count()

    assert connection.connection is not before


def test_one_of_a_file_that_was_replaced_is_given_up(tmp_path):
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE place (name TEXT)")
    later = tmp_path / "later.sqlite3"
    shutil.copy(path, later)
    other = connection.copy("other")
    other.settings_dict = {**connection.settings_dict, "NAME": str(path)}
    other.ensure_connection()
    other.close_if_unusable_or_obsolete()
    assert other.connection

    os.replace(later, path)
    other.close_if_unusable_or_obsolete()

    assert other.connection is None
