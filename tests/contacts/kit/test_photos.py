"""The photos in the press kit: those that are approved today, with what is said about them."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.photos.services import record_new_consent, withdraw_consent, withdrawn_as_text
from tests.staff.people import member

from .zips import kit_of, photos_in, table_of

pytestmark = pytest.mark.django_db


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
            "consent until": "no end",
        }
    ]


def test_rights_without_a_translation_stand_there_in_english(client, approve):
    approve(rights_fr="")

    assert "Free for editorial use" in "".join(
        table_of(kit_of(client, "/fr/press/kit.zip"))[0].values()
    )
    assert '<p class="fine" lang="en">Free for editorial use' in client.get("/fr/press/").text


def test_the_french_page_names_the_rights_in_french(client, approve):
    approve()

    assert '<p class="fine">Usage éditorial libre avec mention</p>' in client.get("/fr/press/").text


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
