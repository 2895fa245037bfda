"""Stored files come back from whatever holds them: here from what, like a bucket, is no disk."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage

from ijmsite.upkeep import media
from ijmsite.upkeep.files import UpkeepError
from ijmsite.upkeep.health import Level
from ijmsite.upkeep.looks import machine

FILES = {"logo.png": b"logo", "boats/160.jpg": b"small", "boats/crops/1x1.jpg": b""}


@pytest.fixture
def bucket(settings):
    """A storage that has no path."""
    storage = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def archive(bucket):
    """An archive of these files, which are gone from the storage afterwards."""
    for name, content in FILES.items():
        default_storage.save(name, ContentFile(content))
    target = io.BytesIO()
    with media.Archive(target, print) as made:
        assert made.add_all({*FILES}) == set()
    for name in FILES:
        default_storage.delete(name)
    return io.BytesIO(target.getvalue())


def refuse(name):
    raise OSError("key and address")


def read(name):
    with default_storage.open(name) as file:
        return file.read()


def test_every_file_is_found_and_comes_back_under_its_name(archive):
    assert media.put_back(archive, len(FILES), print) == len(FILES)

    assert {name: read(name) for name in media.names()} == FILES


def test_a_file_of_the_database_that_is_not_there_is_missed(bucket):
    with media.Archive(io.BytesIO(), print) as made:
        assert made.add_all({"away.jpg"}) == {"away.jpg"}


def test_a_file_too_few_is_noticed(archive):
    with pytest.raises(UpkeepError, match="3 of 4 stored files"):
        media.put_back(archive, 4, print)


def test_what_is_no_archive_is_called_so(bucket):
    with pytest.raises(UpkeepError, match="cannot be read"):
        media.put_back(io.BytesIO(b"no tar at all" * 100), 1, print)


def test_the_doctor_asks_a_bucket_and_looks_at_no_disk(monkeypatch):
    assert machine.bucket().level == Level.NOT_LOOKED
    monkeypatch.setattr(machine, "default_storage", storage := Storage())
    storage.exists = lambda name: False
    assert machine.bucket().level == Level.OK
    storage.exists = refuse

    assert machine.media().level == Level.NOT_LOOKED
    assert machine.bucket().level == Level.FAILURE
