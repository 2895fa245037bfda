"""A backup that is old, cut off, or under another key alarms before the night it is needed."""

import pytest

from ijmsite.upkeep import backups
from ijmsite.upkeep.health import Level
from ijmsite.upkeep.looks import backup

from .conftest import KEY, ago


@pytest.fixture
def made(settings, tmp_path):
    """Return a function that makes what looks like a backup, and was made so long ago."""
    settings.BACKUP_DIR = str(tmp_path / "backups")

    def make(key="", fields=None, **length):
        fields = fields or {}
        place = tmp_path / "backups"
        place.mkdir(exist_ok=True)
        key = backups.Key(key) if key else None
        folder = backups.begin(place, ago(**length))
        backups.put(folder, "media.tar", b"1234")
        said = {"made_at": ago(**length).isoformat(), "files": {"media.tar": {"size": 4}}}
        return backups.finish(folder, said | {"tables": {}, "missing": []} | fields, key)

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
