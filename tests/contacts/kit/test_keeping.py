"""How the press kit is kept: never older than its parts, never half, and in nobody's way."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from contacts.kit import archive
from contacts.kit.assets import remove_old
from contacts.models import Boilerplate, PressContact
from ijmsite.photos.models import Photo
from ijmsite.photos.services import withdraw_consent
from tests.staff.people import member

from .zips import FRENCH_KIT, KIT, kept, kit_of, photos_in, table_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_storage(monkeypatch):
    """Return a function after which the storage fails at whatever is asked of it."""

    def fail(*args, **kwargs):
        raise ConnectionError("the storage does not answer")

    def fail_all():
        for name in ("open", "exists", "size"):
            monkeypatch.setattr(default_storage, name, fail)

    return fail_all


def test_the_same_assets_are_the_same_bytes(client, everything):
    first = client.get(KIT)
    for path in kept():
        path.unlink()
    again = client.get(KIT)

    assert again.content == first.content
    assert again["ETag"] == first["ETag"]


def test_is_packed_once(client, everything, broken_storage):
    first = client.get(KIT)
    broken_storage()

    assert client.get(KIT).content == first.content


CHANGES = {
    "a text": lambda: Boilerplate.objects.filter(words=100).update(text="Other words"),
    "a phone": lambda: PressContact.objects.update(phone="519.555.0100"),
    "a caption": lambda: Photo.objects.update(caption="Three boats"),
    "a credit": lambda: Photo.objects.update(credit="Ben Ito"),
    "the rights": lambda: Photo.objects.update(rights="Ask first"),
}


@pytest.mark.matrix
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_is_packed_anew_when_something_changes_and_the_old_one_goes(client, everything, change):
    client.get(KIT)
    (before,) = kept()

    change()
    client.get(KIT)

    (after,) = kept()
    assert after != before


@pytest.mark.parametrize("part", [0, 1, 2 / 3, 0.999], ids=["empty", "byte", "half", "cut"])
def test_half_a_kit_on_the_disk_is_never_sent(client, everything, part):
    first = client.get(KIT).content
    (path,) = kept()
    path.write_bytes(first[: int(part * len(first)) if part != 1 else 1])

    assert client.get(KIT).content == first
    assert path.read_bytes() == first


def test_a_full_disk_costs_nobody_the_kit(client, everything, monkeypatch, caplog):
    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr("contacts.kit.archive.os.fsync", fail)

    assert kit_of(client).testzip() is None
    assert kept() == []
    assert "could not be kept" in caplog.text


def test_a_lost_file_is_left_out_and_back_with_the_file(client, everything, approve, caplog):
    lost = approve(caption="Lost and found")
    name = lost.largest_jpeg["name"]
    with default_storage.open(name) as file:
        content = file.read()
    default_storage.delete(name)
    without = client.get(KIT)
    kit = kit_of(client)

    assert len(photos_in(kit)) == len(table_of(kit)) == 1
    assert "Lost and found" not in kit.read("captions.csv").decode()
    assert name in caplog.text

    path = default_storage.path(name)
    with open(path, "wb") as file:
        file.write(content)
    assert client.get(KIT)["ETag"] != without["ETag"]
    assert len(photos_in(kit_of(client))) == len(table_of(kit_of(client))) == 2


def test_a_kept_kit_stays_whole_when_a_file_is_lost(client, everything):
    client.get(KIT)
    default_storage.delete(everything.largest_jpeg["name"])

    assert len(photos_in(kit_of(client))) == 1


def test_where_it_cannot_be_packed_it_is_there_in_a_moment(client, everything, broken_storage):
    broken_storage()
    response = client.get(KIT)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "</html>" in response.text
    assert kept() == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_and_worker_ask_nothing_of_the_storage(client, everything, broken_storage, language):
    broken_storage()
    page = client.get({"en": "/press/", "fr": "/fr/press/"}[language])

    assert page.status_code == 200
    assert "kit.zip" in page.text
    remove_old(timezone.now())


@pytest.mark.parametrize(
    ("path", "number"), [("/press/", "{:.1f}\xa0KB"), ("/fr/press/", "{:.1f}\xa0Ko")]
)
def test_the_page_names_the_size_and_packs_nothing(client, everything, monkeypatch, path, number):
    size = number.format(len(client.get(f"{path}kit.zip").content) / 1024)
    for kit in kept():
        kit.unlink()
    monkeypatch.setattr(archive.Archive, "pack", None)

    page = client.get(path).text
    assert (size.replace(".", ",") if "fr" in path else size) in page
    assert "Kio" not in page


def test_the_worker_leaves_nothing_old(client, everything):
    client.get(KIT)
    client.get(FRENCH_KIT)
    assert len(kept()) == 2
    remove_old(timezone.now())
    assert len(kept()) == 2

    withdraw_consent(everything, member("PR lead"))
    remove_old(timezone.now())
    assert kept() == []
