"""What is restored is what was backed up, in an empty place only, without those who were erased."""

import io
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from contacts.models import Inquiry
from ijmsite.photos.models import Photo
from ijmsite.photos.services import withdraw_consent
from ijmsite.privacy import erasure, ledger, requests
from ijmsite.privacy.models import Consent, PrivacyRequest, Receipt, hash_address
from ijmsite.privacy.purposes import NEWS
from ijmsite.upkeep import media
from ijmsite.web.models import ContentVersion

from .conftest import KEY, nothing_is_there, restore, restore_plainly

pytestmark = pytest.mark.django_db(transaction=True)
ZOE = "zoe@courier.example"


def stored_files():
    return {name: content_of(name) for name in media.names()}


def content_of(name):
    with default_storage.open(name) as file:
        return file.read()


def test_every_row_and_every_file_is_what_it_was(filled, backup, move, place, capsys):
    inquiry, photo = filled
    pictures = stored_files()
    before = backup().manifest(None)["tables"]
    move()
    restore(place)

    said = capsys.readouterr().out
    assert "Checking media.tar" in said
    assert "Restored" in said
    assert Inquiry.objects.get().message == inquiry.message
    assert Photo.objects.get() == photo
    assert stored_files() == pictures
    after = backup().manifest(None)["tables"]
    # But for the number of the content, and what migrating looks after.
    same = {name for name in before if before[name] == after[name]}
    assert {"contacts_inquiry", "photos_photo", "mail_message", "privacy_wording"} <= same


def test_the_restored_site_serves_and_writes(
    filled, backup, move, place, client, post_inquiry, inquiry_data
):
    backup()
    move()
    restore(place)

    assert client.get("/").status_code == 200
    assert post_inquiry(inquiry_data | {"message": "One more question?"}).status_code == 303
    assert Inquiry.objects.count() == 2
    erasure.erase(ZOE, None)
    with pytest.raises(IntegrityError, match="append-only"):
        Receipt.objects.all().delete()


@pytest.mark.ci
def test_everybody_has_to_sign_in_again(backup, move, place, admin_client):
    assert Session.objects.exists()
    backup()
    move()
    restore(place)

    assert not Session.objects.exists()


@pytest.mark.ci
def test_no_number_of_the_content_comes_back(backup, move, place):
    call_command("migrate", verbosity=0)
    ContentVersion.objects.update(number=1000)
    backup()
    seen = ContentVersion.objects.get().number
    numbers = set()
    for name in ["one", "two"]:
        move(name)
        restore(place)
        numbers.add(ContentVersion.objects.get().number)

    assert min(numbers) > seen + 1_000_000
    assert len(numbers) == 2


# Who was erased since


@pytest.fixture
def later(filled, backup):
    """A backup, after which the journalist is erased, and somebody's consent has ended."""
    _inquiry, photo = filled
    requests.enter(
        what=PrivacyRequest.What.ERASE,
        route="email",
        email=ZOE,
        received_at=timezone.now(),
        by="Ana",
    )
    email = "amina@supporter.example"
    ledger.imply(
        email=email,
        purpose=NEWS,
        basis="gift",
        expires_on=timezone.localdate() + timedelta(days=100),
        at=timezone.now(),
        recorded_by="Ana",
    )
    made = backup()
    erasure.erase(ZOE, None)
    ledger.withdraw(hash_address(email), at=timezone.now(), manner=ledger.Manner.LINK)
    withdraw_consent(photo, None)
    assert not Inquiry.objects.exists()
    return made


def nobody_came_back():
    assert not Inquiry.objects.filter(email=ZOE).exists()
    assert erasure.leftovers(ZOE) == []
    assert not ledger.may_write("amina@supporter.example", NEWS)
    assert Consent.objects.filter(kind="withdrawn").count() == 2
    assert Receipt.objects.get().is_genuine
    assert Photo.objects.get().consent_withdrawn_at is not None
    assert PrivacyRequest.objects.get().settled_at is not None


@pytest.mark.ci
def test_without_a_later_list_who_was_erased_is_back(later, move, place):
    """The control: the backup does have them."""
    move()
    restore(later.folder)

    assert Inquiry.objects.filter(email=ZOE).exists()
    assert ledger.may_write("amina@supporter.example", NEWS)


@pytest.mark.parametrize("trick", ["lost", "an old one in its place"])
def test_is_refused_where_no_list_of_erasures_is_later_than_the_backup(
    trick, later, move, place, capsys
):
    call_command("backup", str(place), "--erasures")
    (place / "erasures.json").unlink()
    if trick != "lost":
        shutil.copy(later.folder / "erasures.json", place / "erasures.json")
    move()

    with pytest.raises(CommandError, match="would come back.*--without-later-erasures"):
        restore_plainly(later.folder)
    assert nothing_is_there()
    restore(later.folder)
    assert "Erase by hand whoever has asked since then" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["", KEY])
def test_who_was_erased_since_is_gone_by_the_list_beside_the_backups(
    key, later, move, place, settings, capsys
):
    settings.BACKUP_KEY = key
    call_command("backup", str(place), "--erasures")
    settings.BACKUP_KEY = KEY
    move()
    restore_plainly(later.folder, "--unsealed")

    said = capsys.readouterr().out
    assert "inquiries: 1 erased again" in said
    assert "The newest list of erasures was written on" in said
    assert "0 minutes ago" in said
    nobody_came_back()


@pytest.mark.ci
def test_who_was_erased_since_is_gone_by_a_later_backup_that_is_of_no_use(
    later, backup, move, place
):
    path = backup().folder / "media.tar"
    path.write_bytes(path.read_bytes()[:-1])
    move()
    restore_plainly(later.folder)

    nobody_came_back()


@pytest.mark.ci
def test_who_was_erased_since_is_gone_by_a_list_that_was_brought_along(
    later, backup, move, place, tmp_path
):
    elsewhere = tmp_path / "brought"
    call_command("backup", str(elsewhere), "--erasures")
    move()
    with pytest.raises(CommandError, match="no list of erasures"):
        restore_plainly(later.folder, "--erasures", str(tmp_path / "elsewhere"))
    restore_plainly(later.folder, "--erasures", str(elsewhere / "erasures.json"))

    nobody_came_back()


@pytest.mark.ci
def test_erasing_again_twice_is_erasing_once(later, backup, move, place):
    backup()
    move()
    restore_plainly(later.folder)
    backup()
    move("third")
    restore(place)

    nobody_came_back()


@pytest.mark.ci
def test_who_wrote_again_after_the_erasure_stays(
    later, backup, move, place, post_inquiry, inquiry_data
):
    post_inquiry(inquiry_data | {"message": "It is me again."})
    newest = backup()
    move()
    restore(newest.folder)

    assert Inquiry.objects.get().message == "It is me again."


def test_a_list_that_somebody_changed_is_refused(later, move, place):
    call_command("backup", str(place), "--erasures")
    path = place / "erasures.json"
    path.write_text(path.read_text().replace(hash_address(ZOE), hash_address("ana@x.example")))
    move()

    with pytest.raises(CommandError, match=r"erasures.json was changed"):
        restore_plainly(later.folder)
    assert nothing_is_there()


@pytest.mark.ci
def test_a_copy_under_another_name_is_restored_too(filled, backup, move, tmp_path):
    copy = tmp_path / "from the vault"
    shutil.copytree(backup().folder, copy)
    move()
    restore(copy)

    assert Inquiry.objects.count() == 1
    assert not [path for path in Path(site.DATA_DIR).iterdir() if "restor" in path.name]


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_tells_who_is_an_administrator_again_on_the_screen_and_in_no_log(
    admin_user, backup, move, place, capsys
):
    get_user_model().objects.create_user("left@ijm.example", "x", is_active=False, is_staff=True)
    get_user_model().objects.create_user("writer@ijm.example", "x", is_staff=True)
    backup()
    move()
    restore(place)

    said = capsys.readouterr().out
    assert "2 of the staff can sign in, 1 of them as administrators." in said
    assert "@" not in said
    move("again")
    call_command("restore", str(place), "--without-later-erasures", stdout=(screen := Screen()))
    assert f"1 of them as administrators ({admin_user})." in screen.getvalue()
    assert "left@" not in screen.getvalue()
