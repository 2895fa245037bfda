"""The press kit: what is approved, as one ZIP in each language, never older than its parts."""

import csv
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connections
from django.test import Client
from django.utils import timezone
from PIL import Image

from contacts.kit import archive
from contacts.kit.assets import Kit, refresh
from contacts.models import Boilerplate, PressContact
from ijmsite.photos.models import Photo
from ijmsite.photos.services import record_new_consent, withdraw_consent, withdrawn_as_text
from ijmsite.photos.store import store_photo
from tests.staff.people import member

pytestmark = pytest.mark.django_db
KIT = "/press/kit.zip"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def approve():
    """Return a function that puts an approved photo into the library."""

    def store(**fields):
        buffer = io.BytesIO()
        Image.new("RGB", (64, 48), (30, 80, 120)).save(buffer, "JPEG")
        buffer.seek(0)
        fields = {
            "title": "Only staff read this",
            "alt": "Two boats in a harbour.",
            "alt_fr": "Deux bateaux à l’abri.",
            "caption": "Two boats come home.",
            "caption_fr": "Deux bateaux rentrent.",
            "credit": "Ada Roy",
            "rights": "Free for editorial use with credit",
            "consent_scope": Photo.Scope.NOT_NEEDED,
            "in_press_kit": True,
        } | fields
        return store_photo(buffer, **fields)

    return store


@pytest.fixture
def everything(approve):
    for words in Boilerplate.Words.values:
        Boilerplate.objects.create(words=words, text=f"Who we are {words}", text_fr=f"À {words}")
    PressContact.objects.create(
        name="Petra Kooman",
        title="Director",
        phone="519.679.5030",
        extension="229",
        after_hours="519.555.0142",
        is_default=True,
    )
    return approve()


def ask(client, path=KIT, **headers):
    """Return the answer, read to its end, so that its file is closed."""
    response = client.get(path, headers=headers)
    response.body = response.getvalue()
    return response


def unpacked(response):
    return zipfile.ZipFile(io.BytesIO(response.body))


def kit_of(client, path=KIT):
    return unpacked(ask(client, path))


def photos_in(kit):
    return [name for name in kit.namelist() if name.startswith("photos/")]


def table_of(kit):
    return list(csv.DictReader(io.StringIO(kit.read("captions.csv").decode("utf-8-sig"))))


def kept():
    return [path.name for path in archive.folder().glob("*.zip")]


def test_holds_logos_texts_contacts_and_photos(client, everything):
    kit = kit_of(client)

    assert kit.testzip() is None
    assert set(kit.namelist()) - set(photos_in(kit)) == {
        *("README.txt", "contacts.txt", "captions.csv"),
        *(f"text/about-{words}-words.txt" for words in (50, 100, 200)),
        *(f"logos/{name}" for name in ("logo.svg", "logo.png")),
        *(f"logos/{name}" for name in ("logo-reversed.svg", "logo-reversed.png")),
    }
    assert kit.read("text/about-50-words.txt").decode("utf-8-sig") == "Who we are 50\r\n"
    contacts = kit.read("contacts.txt").decode()
    assert "Petra Kooman" in contacts
    assert "519.679.5030 x.229" in contacts
    assert "519.555.0142" in contacts
    assert "with their credit" in kit.read("README.txt").decode()


def test_holds_each_photo_as_the_largest_jpeg_with_its_line(client, everything):
    kit = kit_of(client)
    (name,) = photos_in(kit)

    with default_storage.open(everything.largest_jpeg["name"]) as file:
        assert kit.read(name) == file.read()
    assert re.fullmatch(r"photos/two-boats-in-a-harbour-\w{6}\.jpg", name)
    assert table_of(kit) == [
        {
            "file": name,
            "caption": "Two boats come home.",
            "what it shows": "Two boats in a harbour.",
            "credit": "Ada Roy",
            "rights": "Free for editorial use with credit",
            "consent until": "",
        }
    ]


def test_speaks_the_language_of_the_page(client, everything):
    response = ask(client, "/fr/press/kit.zip")
    assert 'filename="dossier-de-presse-fr.zip"' in response["Content-Disposition"]
    kit = unpacked(response)

    assert kit.read("text/about-50-words.txt").decode("utf-8-sig") == "À 50\r\n"
    assert "Deux bateaux rentrent." in kit.read("captions.csv").decode()
    assert photos_in(kit)[0].startswith("photos/deux-bateaux-a-labri-")


def test_is_sent_as_a_file_without_a_cookie(client, everything):
    response = ask(client)

    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="press-kit-en.zip"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-cache"
    assert int(response["Content-Length"]) == len(response.body)
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_is_sent_once_to_whoever_has_it(client, everything):
    etag = ask(client)["ETag"]

    again = ask(client, **{"If-None-Match": etag})
    assert again.status_code == 304
    assert again["ETag"] == etag

    Boilerplate.objects.filter(words=50).update(text="Who we are now")
    changed = ask(client, **{"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_needs_neither_photos_nor_texts_nor_contacts(client):
    kit = kit_of(client)

    assert "README.txt" in kit.namelist()
    assert "captions.csv" in kit.namelist()
    assert photos_in(kit) == []
    assert "519.679.5030" in kit.read("contacts.txt").decode()  # of HELP_PHONE
    assert client.get("/press/").status_code == 200


def test_keeps_what_is_for_staff_to_itself(client, everything, approve):
    approve(in_press_kit=False, caption="Not approved")
    approve(consent_scope="news", consent_reference="file 17", caption="With proof")
    kit = kit_of(client)
    content = b"".join(kit.read(name) for name in kit.namelist()).decode(errors="ignore")

    assert "With proof" in content
    for hidden in ("Only staff read this", "Not approved", "file 17"):
        assert hidden not in content
    assert "only-staff" not in "".join(kit.namelist())


NOT_FOR_PRESS = {
    "not approved": {"in_press_kit": False},
    "withdrawn": {"consent_withdrawn_at": timezone.now()},
    "ended": {"consent_expires_on": date(2020, 1, 1)},
    "one story": {"consent_scope": "story", "consent_reference": "17"},
    "not answered": {"consent_scope": ""},
    "without proof": {"consent_scope": "all", "consent_reference": ""},
}


@pytest.mark.parametrize("fields", NOT_FOR_PRESS.values(), ids=NOT_FOR_PRESS)
def test_a_photo_is_gone_from_kit_page_and_address_at_the_next_request(client, approve, fields):
    photo = approve()
    address = f"/media/{photo.largest_jpeg['name']}"
    assert len(photos_in(kit_of(client))) == 1
    assert address in client.get("/press/").text
    assert client.get(address).status_code == 200

    Photo.objects.update(**fields)

    assert photos_in(kit_of(client)) == table_of(kit_of(client)) == []
    assert "/media/" not in client.get("/press/").text
    assert client.get(address).status_code in {404, 410}
    photo.refresh_from_db()
    assert not photo.is_for_press
    assert not Photo.objects.for_press().exists()


def test_withdrawing_by_the_button_takes_it_out_and_one_story_does_not_bring_it_back(
    client, approve
):
    photo, lead = approve(consent_scope="all", consent_reference="17"), member("PR lead")
    withdraw_consent(photo, lead)
    assert photos_in(kit_of(client)) == []

    photo.consent_scope = "story"
    record_new_consent(photo, lead, withdrawn_as_text(photo))
    assert photos_in(kit_of(client)) == []

    Photo.objects.update(consent_scope="all")
    assert len(photos_in(kit_of(client))) == 1


def test_a_consent_ends_with_its_last_day(client, approve, time_machine):
    today = timezone.localdate()
    approve(consent_expires_on=today)
    assert table_of(kit_of(client))[0]["consent until"] == today.isoformat()

    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert photos_in(kit_of(client)) == []


def test_the_original_stays_with_the_staff(client, approve):
    photo = approve()

    assert client.get(f"/media/{photo.file.name}").status_code == 404


def test_the_same_assets_are_the_same_bytes(client, everything):
    first = ask(client)
    for path in archive.folder().glob("*.zip"):
        path.unlink()
    again = ask(client)

    assert again.body == first.body
    assert again["ETag"] == first["ETag"]


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
    ask(client)
    (before,) = kept()

    change()
    ask(client)

    (after,) = kept()
    assert after != before


def test_a_contact_on_holiday_is_left_out_from_the_first_day(client, everything):
    PressContact.objects.create(
        name="Noor Haddad", title="Officer", phone="519.555.0101", away_from=date(2020, 1, 1)
    )

    assert "Noor Haddad" not in kit_of(client).read("contacts.txt").decode()


def test_a_replaced_logo_is_in_the_next_kit(client, everything, monkeypatch, tmp_path):
    own = tmp_path / "logo.svg"
    own.write_text("<svg>ours</svg>")
    first = ask(client)["ETag"]
    found = {"contacts/kit/logo.svg": str(own)}
    monkeypatch.setattr("contacts.kit.assets.finders.find", found.get)
    response = ask(client)

    assert response["ETag"] != first
    kit = unpacked(response)
    assert [name for name in kit.namelist() if name.startswith("logos/")] == ["logos/logo.svg"]
    assert kit.read("logos/logo.svg") == b"<svg>ours</svg>"


def test_no_cell_of_the_table_is_a_formula(client, approve):
    approve(caption='=HYPERLINK("https://evil.example")', credit="@Ada", rights="+1 use")
    (line,) = table_of(kit_of(client))

    for name in ("caption", "credit", "rights"):
        assert line[name].startswith("'")


def test_the_table_opens_in_a_spreadsheet(client, approve):
    approve(caption='She said "yes", and went.')
    raw = kit_of(client).read("captions.csv")

    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    assert b'"She said ""yes"", and went."' in raw


@pytest.mark.django_db(transaction=True)
def test_is_packed_once_when_many_ask_at_the_same_moment(everything, monkeypatch):
    packed = []
    pack = archive.pack
    monkeypatch.setattr(archive, "pack", lambda *args: (packed.append(1), pack(*args)))

    def get(_number):
        try:
            return ask(Client()).body
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        bodies = set(pool.map(get, range(6)))

    assert len(bodies) == 1
    assert len(packed) == 1


def test_is_packed_again_where_somebody_put_it_away(client, everything):
    Kit("en").open().close()
    for path in archive.folder().iterdir():
        path.unlink()

    assert kit_of(client).testzip() is None


def test_half_a_kit_is_never_found(client, everything, monkeypatch):
    def fail(*args):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(archive, "add", fail)
        page = client.get("/press/")
        # The form is worth more than the kit.
        assert page.status_code == 200
        assert "kit.zip" not in page.text
    assert kept() == []
    assert kit_of(client).testzip() is None


def test_a_lost_file_does_not_cost_the_rest(client, everything, approve, caplog):
    lost = approve()
    default_storage.delete(lost.largest_jpeg["name"])
    kit = kit_of(client)

    assert len(photos_in(kit)) == 1
    assert "missing" in caplog.text


def test_the_page_names_the_size_and_packs_nothing_twice(client, everything, monkeypatch):
    page = client.get("/press/").text
    size = len(ask(client).body)
    kilobytes = f"{size / 1024:.1f}\xa0KB"

    assert f"ZIP, {kilobytes}" in page
    monkeypatch.setattr(archive, "pack", None)
    assert f"ZIP, {kilobytes}" in client.get("/press/").text


def test_costs_as_many_queries_for_many_as_for_one(
    client, everything, approve, django_assert_max_num_queries
):
    for number in range(4):
        approve()
        PressContact.objects.create(name=f"N{number}", title="Officer", phone="519.555.0101")
    with django_assert_max_num_queries(3):
        ask(client)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_can_only_be_read(client, method):
    assert getattr(client, method)(KIT).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/press/kit.zip/", "/press/kit.zip?file=../../secret_key", "/press/..%2fkit.zip"]
    + ["/press/press-kit/en.zip", "/media/press-kit/en.zip"],
)
def test_no_other_file_can_be_asked_for(client, path):
    response = ask(client, path)

    assert response.status_code == 404 or unpacked(response).namelist()[0] == "README.txt"


def test_the_worker_packs_both_and_leaves_nothing_old(client, everything):
    refresh(timezone.now())
    before = set(kept())
    withdraw_consent(everything, member("PR lead"))
    refresh(timezone.now())

    assert len(before) == len(kept()) == 2
    assert not before & set(kept())
