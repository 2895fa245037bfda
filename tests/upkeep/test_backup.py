"""A backup is one moment of the site, whole or not there at all, and for nobody else to read."""

import json
import os
import sqlite3
import stat
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from ijmsite.mail.models import Message
from ijmsite.photos import pending
from ijmsite.photos.store import delete_photo
from ijmsite.upkeep import backups, making, media
from ijmsite.upkeep.sealing import Key
from ijmsite.upkeep.tables import of_sqlite

from .conftest import KEY, mail, raw, restore

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, FIRST = 2, 50


class Writers:
    """Add one row after the other, and know which of them the database has confirmed."""

    def __init__(self):
        self.confirmed, self.stop, self.first = [], threading.Event(), threading.Event()
        self.threads = [threading.Thread(target=self.write, args=[n]) for n in range(WRITERS)]

    def write(self, writer):
        number, now = 0, timezone.now().replace(tzinfo=None).isoformat(" ")
        with raw() as database:
            while not self.stop.is_set():
                key = f"{writer}-{number}"
                insert = f"INSERT INTO web_tally (key, since, count) VALUES ('{key}', '{now}', 1)"  # noqa: S608 (ours)
                database.execute(insert)
                self.confirmed.append(key)
                number += 1
                if len(self.confirmed) >= FIRST:
                    self.first.set()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        assert self.first.wait(20)
        return self

    def __exit__(self, *error):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def keys_in(path):
    with closing(sqlite3.connect(path)) as database:
        return {key for (key,) in database.execute("SELECT key FROM web_tally")}


def test_holds_all_that_was_confirmed_before_it_though_others_go_on_writing(backup, move, place):
    with Writers() as writers:
        before = {*writers.confirmed}
        made = backup()
        assert len(writers.confirmed) > len(before), "nobody wrote meanwhile"
    said = made.manifest(None)["tables"]["web_tally"]
    move()
    restore(place)

    with raw() as database:
        found = {key for (key,) in database.execute("SELECT key FROM web_tally")}
    assert before <= found <= {*writers.confirmed}
    assert len(found) == said["rows"]


@pytest.mark.engine("sqlite")
def test_a_bare_copy_of_the_file_lacks_rows_and_does_not_pass(backup, move, place, tmp_path):
    """The control: `cp db.sqlite3`, which many take for a backup, must be found out."""
    bare = tmp_path / "bare.sqlite3"
    with raw() as database:
        # Else the copy has not even tables.
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with Writers() as writers:
        before = {*writers.confirmed}
        # By another process: whoever closes the file gives up all locks of their own connections to
        # it (fcntl(2)), and SQLite in other processes throws away a journal that is in use.
        subprocess.run(["cp", connection.settings_dict["NAME"], bare], check=True)
        made = backup()
    assert before - keys_in(bare), "the copy has all rows: nothing is controlled"
    pretend(made, "database.sqlite3", bare.read_bytes())
    move()

    with pytest.raises(CommandError, match="web_tally has 0 of|web_tally has .* rows"):
        restore(place)
    assert not Path(connection.settings_dict["NAME"]).exists()


def pretend(made, name, content):
    """Put something else into a backup, as somebody would who wants it to pass."""
    said = made.manifest(None)
    path = made.folder / name
    path.write_bytes(content)
    with path.open("rb") as file:
        digest = backups.hashlib.file_digest(file, "sha256").hexdigest()
    said["files"][name] = {"size": len(content), "sha256": digest}
    said["signature"] = backups.sign(said, None)
    (made.folder / backups.MANIFEST).write_text(json.dumps(said))


def test_nobody_else_may_read_it(filled, backup, place):
    made = backup()

    assert stat.S_IMODE(place.stat().st_mode) == stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.folder.iterdir()} == {0o600}


def test_under_a_key_nothing_of_it_can_be_read(filled, backup, settings):
    plain = b"".join(path.read_bytes() for path in backup().folder.iterdir())
    settings.BACKUP_KEY = KEY
    sealed = b"".join(path.read_bytes() for path in backup().folder.iterdir())

    if connection.vendor == "sqlite":
        # A dump of PostgreSQL is compressed.
        assert b"zoe@courier.example" in plain
    assert b"\xff\xd8\xff" in plain
    assert b"zoe@courier.example" not in sealed
    assert b"\xff\xd8\xff\xe0" not in sealed


def test_says_how_far_it_is_and_that_it_is_not_encrypted(filled, place, capsys):
    call_command("backup", str(place))

    said = capsys.readouterr().out
    assert "Database: " in said
    assert f"Media: {len([*media.names()])} files" in said
    assert "NOT encrypted" in said


def test_needs_a_place(settings):
    settings.BACKUP_DIR = ""

    with pytest.raises(CommandError, match="BACKUP_DIR"):
        call_command("backup")


def test_a_short_key_is_refused_before_anything_is_written(settings, place):
    settings.BACKUP_KEY = "password"

    with pytest.raises(CommandError, match="openssl"):
        call_command("backup", str(place))
    assert not place.exists()


def test_is_not_put_among_the_media(settings):
    with pytest.raises(CommandError, match="among the media"):
        call_command("backup", f"{settings.MEDIA_ROOT}/backups")


def test_what_was_broken_off_is_no_backup_and_the_next_one_clears_it_away(
    filled, place, backup, monkeypatch
):
    def interrupt(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(media.Archive, "add_all", interrupt)
        with pytest.raises(CommandError, match="run it again"):
            call_command("backup", str(place))
    assert backups.all_in(place) == []
    assert len([*place.iterdir()]) == 2, "the lock, and what is unfinished"
    made = backup()

    assert {path.name for path in place.iterdir()} == {".lock", made.name}


def test_a_full_disk_is_told_in_a_sentence(filled, place, monkeypatch):
    def refuse(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(CommandError, match="could not be written: .*No space left"):
        call_command("backup", str(place))
    assert backups.all_in(place) == []


def test_two_are_not_made_at_once(place):
    with backups.alone(place), pytest.raises(CommandError, match="Another backup"):
        call_command("backup", str(place))


def test_keeps_as_many_as_are_wanted(backup, place):
    made = [backup() for _ in range(3)]

    backup("--keep", "2")
    left = backups.all_in(place)
    assert len(left) == 2
    assert left[0] == made[-1]
    with pytest.raises(CommandError, match="at least one"):
        call_command("backup", str(place), "--keep", "0")


def test_a_picture_that_is_deleted_meanwhile_is_in_neither_part(filled, place):
    _inquiry, photo = filled

    def say(line):
        if line.startswith("Database") and photo.pk:
            delete_photo(photo)

    said = making.make(place, None, say).manifest(None)

    assert said["tables"]["photos_photo"]["rows"] == 0
    assert said["missing"] == []


def test_a_picture_that_has_long_lost_its_file_is_named(filled, place):
    _inquiry, photo = filled
    default_storage.delete(photo.file.name)
    lines = []

    said = making.make(place, None, lines.append).manifest(None)

    assert said["missing"] == [photo.file.name]
    assert "1 pictures of the database have no file" in " ".join(lines)


def test_media_that_are_not_mounted_make_no_backup(filled, place, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "unmounted"

    with pytest.raises(CommandError, match="is the place for media mounted"):
        call_command("backup", str(place))
    assert backups.all_in(place) == []


def test_what_is_kept_for_a_form_and_what_is_half_written_is_left_out(backup):
    default_storage.save(f"{pending.DIRECTORY}/1-a.jpg", ContentFile(b"x"))
    default_storage.save("new.jpg", ContentFile(b"half of a pict"))

    assert backup().manifest(None)["media"] == 0


def test_a_manifest_under_a_key_cannot_be_forged(backup, settings):
    settings.BACKUP_KEY = KEY
    made = backup()
    said = json.loads((made.folder / backups.MANIFEST).read_text())
    said["files"] = {}
    (made.folder / backups.MANIFEST).write_text(json.dumps(said))

    with pytest.raises(backups.UpkeepError, match="changed"):
        made.manifest(Key(KEY))


def test_the_list_of_erasures_alone_takes_the_place_of_the_one_before(filled, place, capsys):
    for _ in range(2):
        call_command("backup", str(place), "--erasures")

    assert {path.name for path in place.iterdir()} == {".lock", "erasures.json"}
    assert "zoe" not in (place / "erasures.json").read_text()


@pytest.mark.engine("sqlite")
def test_a_checksum_notices_one_letter_and_one_row(tmp_path):
    path = tmp_path / "some.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("CREATE TABLE word (id integer primary key, text varchar)")
        database.execute("INSERT INTO word VALUES (1, 'harbour'), (2, 'boats')")
        found = [of_sqlite(path)]
        for change in ["UPDATE word SET text = 'Boats' WHERE id = 2", "DELETE FROM word"]:
            database.execute(change)
            found.append(of_sqlite(path))

    assert [each["word"]["rows"] for each in found] == [2, 2, 0]
    assert len({each["word"]["sha256"] for each in found}) == 3


@pytest.mark.engine("postgresql")
def test_a_checksum_notices_one_letter_and_one_row_on_postgresql(backup):
    message = mail(1)
    found = [backup().manifest(None)["tables"]["mail_message"]]
    Message.objects.update(subject="drill 1")
    found.append(backup().manifest(None)["tables"]["mail_message"])
    message.delete()
    found.append(backup().manifest(None)["tables"]["mail_message"])

    assert [each["rows"] for each in found] == [1, 1, 0]
    assert len({each["sha256"] for each in found}) == 3


def test_says_to_keep_the_key_that_the_site_has_made_itself(place, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    (tmp_path / "ledger_key").write_text(settings.LEDGER_KEY)

    call_command("backup", str(place))

    assert f"Keep a copy of {tmp_path / 'ledger_key'} elsewhere" in capsys.readouterr().out
