"""What somebody else put among the backups is refused in a sentence, not in a traceback."""

import json
import shutil
from datetime import timedelta

import pytest
from django.core.management import CommandError

from contacts.models import Inquiry
from ijmsite.upkeep import backups, engines, restoring

from .conftest import KEY, nothing_is_there, restore
from .test_backup import pretend
from .test_forged_parts import archive, resign, write

pytestmark = pytest.mark.django_db(transaction=True)


def refuse(place, sentence, *arguments):
    with pytest.raises(CommandError, match=sentence) as caught:
        restore(place, *arguments)
    return str(caught.value)


# Under no key, or under ours


def test_a_backup_without_our_key_is_restored_only_where_somebody_says_so(
    filled, backup, move, place, settings, capsys
):
    made = backup()
    settings.BACKUP_KEY = KEY
    move()

    refuse(place, "is not encrypted, though BACKUP_KEY is set.*--unsealed")
    refuse(made.folder, "--unsealed")
    assert nothing_is_there()
    restore(place, "--unsealed")
    assert Inquiry.objects.count() == 1


def test_the_flag_opens_no_backup_under_another_key(backup, move, place, settings):
    settings.BACKUP_KEY = "b" * 40
    backup()
    settings.BACKUP_KEY = KEY
    move()

    refuse(place, "is not the key it was made with", "--unsealed")


def test_a_backup_under_our_key_from_which_the_key_was_taken_is_refused(
    filled, backup, move, place, settings
):
    settings.BACKUP_KEY = KEY
    resign(backup(), key="")
    move()

    refuse(place, "--unsealed")
    assert nothing_is_there()


@pytest.mark.parametrize("spoil", ["unsealed", "without a manifest", "an empty manifest"])
def test_no_older_backup_is_taken_in_silence_for_the_newest(spoil, backup, move, place, settings):
    settings.BACKUP_KEY = KEY
    backup()
    settings.BACKUP_KEY = "" if spoil == "unsealed" else KEY
    newest = backup()
    settings.BACKUP_KEY = KEY
    if spoil != "unsealed":
        (newest.folder / backups.MANIFEST).unlink()
    if spoil == "an empty manifest":
        (newest.folder / backups.MANIFEST).touch()
    move()

    assert newest.name in refuse(place, "--unsealed|is not whole")
    assert nothing_is_there()


def test_an_old_backup_under_the_name_of_a_new_one_is_refused(backup, move, place, capsys):
    made = backup()
    later = made.made_at + timedelta(days=3)
    renamed = place / later.strftime(backups.NAME)
    shutil.copytree(made.folder, renamed)
    move()

    refuse(place, "has the name of another time")
    refuse(renamed, "has the name of another time")
    restore(renamed.rename(place / "the old one"))
    assert f"made on {made.made_at:%Y-%m-%d at %H:%M} UTC" in capsys.readouterr().out


# What is no manifest


@pytest.mark.parametrize("key", ["", KEY])
def test_a_manifest_of_another_shape_is_refused_in_a_sentence(key, backup, move, place, settings):
    settings.BACKUP_KEY = key
    made = backup()
    said = json.loads((made.folder / backups.MANIFEST).read_text())
    without_key = {name: value for name, value in said.items() if name != "key"}
    shapes = [[], {}, 1, None, "é", without_key, said | {"key": 1}, said | {"key": []}]
    shapes += [said | {"signature": one} for one in ["é", 1, None, [], "\ud800"]]
    move()

    for shape in shapes:
        write(made, shape)
        refuse(place, "cannot be read|cut off or changed|encrypted")
        refuse(made.folder, "cannot be read|cut off or changed|encrypted")
    (made.folder / backups.MANIFEST).write_text("[" * 100_000)
    refuse(place, "cannot be read")
    assert nothing_is_there()


@pytest.mark.parametrize("signature", ["é", "1"])
def test_a_list_of_erasures_with_any_signature_is_refused_in_a_sentence(
    signature, backup, move, place
):
    backup()
    (place / "erasures.json").write_text(f"{signature}\n{{}}\n")
    move()

    refuse(place, "was changed, or written with another LEDGER_KEY")
    assert nothing_is_there()


# What was begun


def test_what_is_begun_and_cannot_end_says_so_and_what_to_do(filled, backup, move, place):
    made = backup()
    pretend(made, "media.tar", archive("../../x"))
    resign(made, media=1)
    move()

    said = refuse(place, "has one with the name '../../x'")
    assert "the site must stay closed" in said
    assert str(restoring.marker()) in said
    assert restoring.marker().exists()
    assert engines.emptiness() == ""
