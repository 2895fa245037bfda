"""A restore that cannot be right says so in a sentence, before anything is written."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError

from contacts.models import Inquiry
from ijmsite.upkeep import backups, engines, media, restoring

from .conftest import KEY, nothing_is_there, restore
from .test_backup import pretend

pytestmark = pytest.mark.django_db(transaction=True)


# Only into an empty place


def test_a_database_that_is_there_is_never_overwritten(filled, backup, place):
    backup()
    for name in [*media.names()]:
        default_storage.delete(name)

    with pytest.raises(CommandError, match="There is a database|is not empty"):
        restore(place)
    assert Inquiry.objects.exists()


def test_media_that_are_there_are_never_overwritten(filled, backup, move, place):
    backup()
    move()
    default_storage.save("boats.jpg", ContentFile(b"mine"))

    with pytest.raises(CommandError, match="not empty: boats.jpg"):
        restore(place)
    assert engines.emptiness() == ""


@pytest.mark.ci
def test_goes_on_where_it_was_broken_off(filled, backup, move, place, monkeypatch, client):
    backup()
    move()

    def interrupt(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(engines, "put_back", interrupt)
        with pytest.raises(CommandError, match="must not start"):
            restore(place)
    assert [*media.names()]
    assert restoring.marker().exists()
    restore(place)

    assert Inquiry.objects.count() == 1
    assert not restoring.marker().exists()


# A backup that is of no use says so before anything is written


def cut(made):
    path = made.folder / "media.tar"
    path.write_bytes(path.read_bytes()[:-1])


def change(made):
    path = made.folder / engines.name()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lose(made):
    (made.folder / engines.name()).unlink()


def forge(made):
    path = made.folder / backups.MANIFEST
    path.write_text(path.read_text().replace('"media": ', '"media": 1'))


def cut_manifest(made):
    path = made.folder / backups.MANIFEST
    path.write_text(path.read_text()[:100])


def said(**fields):
    def resign(made):
        manifest = made.manifest(None) | fields
        manifest["signature"] = backups.sign(manifest, None)
        (made.folder / backups.MANIFEST).write_text(json.dumps(manifest))

    return resign


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (cut, "media.tar was cut off or changed"),
        (change, "was cut off or changed"),
        (lose, "is missing"),
        (forge, "manifest.json was cut off or changed"),
        (cut_manifest, "cannot be read"),
        (said(format=2), "another version of this site"),
        (said(engine="oracle"), "a backup of oracle"),
        (said(ledger="0"), "LEDGER_KEY is not the one"),
        (said(migrations=[["news", "9999_new"]]), "news.9999_new"),
    ],
)
def test_what_is_of_no_use_is_refused_in_a_sentence_and_nothing_is_written(
    spoil, sentence, filled, backup, move, place
):
    spoil(backup())
    move()

    with pytest.raises(CommandError, match=sentence):
        restore(place)
    assert nothing_is_there()


@pytest.mark.parametrize(
    ("key", "sentence"), [("", "Set BACKUP_KEY"), ("b" * 40, "is not the key")]
)
def test_a_wrong_key_is_called_a_wrong_key(key, sentence, backup, move, place, settings):
    settings.BACKUP_KEY = KEY
    backup()
    move()
    settings.BACKUP_KEY = key

    with pytest.raises(CommandError, match=sentence):
        restore(place)
    assert nothing_is_there()
    settings.BACKUP_KEY = KEY
    restore(place)


def test_a_place_without_backups_says_so(place):
    for path in [place, place / "nothing"]:
        path.mkdir(exist_ok=True)
        with pytest.raises(CommandError, match="no backup"):
            restore(path)
    with pytest.raises(CommandError, match="cannot be read"):
        restore(place / "away")


@pytest.mark.ci
def test_rows_are_counted_and_not_believed(filled, backup, move, place):
    made = backup()
    manifest = made.manifest(None)
    manifest["tables"]["contacts_inquiry"]["rows"] = 2
    said(tables=manifest["tables"])(made)
    move()

    with pytest.raises(CommandError, match="contacts_inquiry has 1 of 2 rows"):
        restore(place)
    assert restoring.marker().exists()


def test_a_file_among_the_media_that_is_another_one_is_found_out(filled, backup, move, place):
    made = backup()
    archive = (made.folder / "media.tar").read_bytes()
    pretend(made, "media.tar", archive.replace(b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", 1))
    move()

    with pytest.raises(CommandError, match="is not what it was"):
        restore(place)
