"""A backup that is old, cut off, or under another key alarms before the night it is needed."""

import pytest

from ijmsite.upkeep import backups
from ijmsite.upkeep.health import Level
from ijmsite.upkeep.looks import backup

from .conftest import KEY, ago

NOTHING = {"migrations": [], "media": 0, "missing": []}


@pytest.fixture
def made(settings, tmp_path):
    """Return a function that makes what looks like a backup, and was made so long ago."""
    settings.BACKUP_DIR = str(tmp_path / "backups")

    def make(key="", fields=None, **length):
        fields = fields or {}
        place = tmp_path / "backups"
        place.mkdir(exist_ok=True)
        key = backups.Key(key) if key else None
        made_at = ago(**length)
        folder = backups.begin(place, made_at)
        backups.put(folder, "media.tar", b"1234")
        said = {"made_at": made_at.isoformat(), "site": "1", "engine": "sqlite", "ledger": "0"}
        said |= {"files": {"media.tar": {"size": 4, "sha256": "0"}}, "tables": {}}
        return backups.finish(folder, said | NOTHING | fields, key)

    return make


@pytest.mark.parametrize(
    ("length", "level"),
    [
        ({"hours": 1}, Level.OK),
        ({"hours": 25}, Level.OK),
        ({"hours": 27}, Level.FAILURE),
        ({"days": 3}, Level.FAILURE),
    ],
)
def test_a_backup_of_three_days_ago_is_an_alarm(made, length, level):
    made(**length)

    assert backup.age().level == level


def test_no_backup_and_no_place_for_it_are_told(settings, tmp_path):
    settings.BACKUP_DIR = ""
    assert backup.age().level == Level.WARNING
    assert backup.files_there().level == Level.NOT_LOOKED
    settings.BACKUP_DIR = str(tmp_path / "away")
    assert backup.age().level == Level.FAILURE
    (tmp_path / "away").mkdir()

    assert "there is none" in backup.age().said


def test_says_where_the_key_stands_that_no_backup_holds(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert backup.ledger_key().remedy == ""
    (tmp_path / "ledger_key").write_text(settings.LEDGER_KEY)

    finding = backup.ledger_key()
    assert finding.level == Level.OK
    assert str(tmp_path / "ledger_key") in finding.said
    assert "Keep a copy" in finding.remedy


def test_a_backup_that_was_not_finished_does_not_count(made):
    made(hours=1).folder.rename(f"{made(days=3).folder.parent}/{backups.UNFINISHED}x")

    assert "3 days" in backup.age().said


def test_backups_that_are_kept_for_longer_than_we_promise_are_told(made):
    made(days=36)
    made(hours=1)

    assert backup.age().level == Level.WARNING
    assert "35 days" in backup.age().said


def test_a_backup_that_was_cut_off_is_an_alarm(made):
    path = made(hours=1).folder / "media.tar"
    path.write_bytes(b"123")

    assert "media.tar is missing or was cut off" in backup.files_there().said


@pytest.mark.parametrize(
    ("key", "level"), [(KEY, Level.OK), ("b" * 40, Level.FAILURE), ("", Level.FAILURE)]
)
def test_a_backup_under_another_key_is_an_alarm(made, settings, key, level):
    made(KEY, hours=1)
    settings.BACKUP_KEY = key

    assert backup.files_there().level == level


def test_pictures_that_the_backup_lacks_are_told(made):
    made(fields={"missing": ["boats/160.jpg"]}, hours=1)

    assert "1 files of pictures" in backup.files_there().said


def test_a_backup_without_a_key_is_told(made):
    made(hours=1)

    assert "not encrypted" in backup.files_there().said


def test_a_backup_without_the_key_that_is_set_is_an_alarm(made, settings):
    made(hours=1)
    settings.BACKUP_KEY = KEY

    assert backup.files_there().level == Level.FAILURE
    assert "though BACKUP_KEY is set" in backup.files_there().said
    assert backup.age().level == Level.FAILURE


def test_an_old_backup_under_the_name_of_a_new_one_is_old(made):
    made(days=4)
    old = made(days=3)
    old.folder.rename(old.folder.parent / ago(hours=1).strftime(backups.NAME))

    assert "4 days" in backup.age().said
    assert backup.files_there().level == Level.FAILURE
    assert "the name of another time" in backup.files_there().said


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}"])
def test_a_folder_without_a_manifest_that_says_something_is_no_backup(made, manifest):
    for older in [{"days": 3}, {"hours": 1}]:
        newest = made(**older).folder / backups.MANIFEST
    newest.unlink()
    if manifest is not None:
        newest.write_text(manifest)

    assert "3 days" in backup.age().said
    assert backup.files_there().level == Level.FAILURE
