"""A photo that is approved for the press: who may approve it, what it needs, who sees it."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Use, use_of
from tests.staff.people import member

pytestmark = pytest.mark.django_db
READY = {
    "title": "Boats",
    "alt": "Two boats in a harbour.",
    "alt_fr": "Deux bateaux au port.",
    "caption": "Two boats come home.",
    "credit": "Ada Roy",
    "rights": "Free for editorial use with credit",
    "consent_scope": "news",
    "consent_reference": "file 17",
    "focal_x": 50,
    "focal_y": 50,
    "in_press_kit": "on",
}


@pytest.fixture
def lead(client):
    client.force_login(member("PR lead"))
    return client


@pytest.fixture
def approved(stored):
    return stored(**{**READY, "in_press_kit": True})


def change(photo):
    return reverse("admin:photos_photo_change", args=[photo.pk])


def errors(response):
    return {k: [str(e) for e in v] for k, v in response.context["adminform"].form.errors.items()}


def test_a_lead_approves_what_has_everything(lead, stored):
    photo = stored()
    assert lead.post(change(photo), READY).status_code == 302

    photo.refresh_from_db()
    assert photo.is_for_press
    assert list(Photo.objects.for_press()) == [photo]


def test_can_be_approved_as_it_comes(lead, upload):
    page = reverse("admin:photos_photo_add")
    assert lead.post(page, READY | {"upload": upload()}).status_code == 302

    assert Photo.objects.get().is_for_press


def test_the_rights_have_a_french_text_that_is_set_as_french(lead, stored):
    photo = stored()
    lead.post(change(photo), READY | {"rights_fr": 'Usage "libre"'})

    photo.refresh_from_db()
    assert photo.rights_fr == "Usage «\xa0libre\xa0»"
    with translation.override("fr"):
        assert photo.local_rights == photo.rights_fr
    assert photo.local_rights == photo.rights


LACKS = {
    "rights": ("rights", "", "what the press may use it for"),
    "caption": ("caption", "", "write a caption"),
    "French description": ("alt_fr", "", "in French too"),
    "credit": ("credit", "", "required"),
    "consent": ("consent_scope", "", "what the people shown have agreed to"),
    "proof": ("consent_reference", "", "where the consent is kept"),
}


@pytest.mark.parametrize(("field", "value", "said"), LACKS.values(), ids=LACKS)
def test_says_beside_the_field_what_it_lacks(lead, stored, field, value, said):
    photo = stored()
    found = errors(lead.post(change(photo), READY | {field: value}))

    assert list(found) == [field]
    assert said in found[field][0]
    photo.refresh_from_db()
    assert not photo.in_press_kit


@pytest.mark.parametrize("field", ["rights", "caption", "alt_fr", "consent_scope"])
def test_asks_for_none_of_it_where_it_is_not_approved(lead, stored, field):
    photo = stored()
    sent = READY | {field: ""}
    del sent["in_press_kit"]

    assert lead.post(change(photo), sent).status_code == 302


def test_a_consent_for_one_story_is_not_enough(lead, stored):
    found = errors(lead.post(change(stored()), READY | {"consent_scope": "story"}))

    assert list(found) == ["in_press_kit"]
    assert "one story only" in found["in_press_kit"][0]


def test_cannot_be_approved_after_the_consent_has_ended(lead, stored):
    photo = stored(**{**READY, "in_press_kit": False, "consent_withdrawn_at": "2020-01-01T00:00Z"})
    found = errors(lead.post(change(photo), READY))

    assert list(found) == ["in_press_kit"]
    assert "has ended" in found["in_press_kit"][0]


def test_one_whose_consent_has_ended_can_still_be_edited(lead, approved):
    Photo.objects.update(consent_withdrawn_at="2020-01-01T00:00Z")

    assert lead.post(change(approved), READY | {"caption": "Three boats"}).status_code == 302
    approved.refresh_from_db()
    assert approved.caption == "Three boats"
    assert not approved.is_for_press


OUT = {
    "withdrawn": ({"consent_withdrawn_at": "2020-01-02T12:00Z"}, "since Jan. 2, 2020, when"),
    "ended": ({"consent_expires_on": "2020-01-02"}, "ended after Jan. 2, 2020"),
    "one story": ({"consent_scope": "story"}, "does not cover it"),
}


@pytest.mark.parametrize(("fields", "said"), OUT.values(), ids=OUT)
def test_the_tick_says_that_the_photo_is_out_of_the_kit(lead, approved, fields, said):
    assert "ut of the press kit" not in lead.get(change(approved)).text

    Photo.objects.update(**fields)
    html = lead.get(change(approved)).text
    note = re.search(r'id="id_in_press_kit_helptext".*?</div>\s*</div>', html, re.S)[0]
    assert said in note


def test_a_writer_cannot_make_a_picture_public_by_approving_it(client, stored, upload):
    photo = stored()
    client.force_login(member("Writer"))
    client.post(change(photo), READY)
    client.post(reverse("admin:photos_photo_add"), READY | {"upload": upload()})

    assert Photo.objects.count() == 2
    assert not Photo.objects.filter(in_press_kit=True).exists()
    assert Photo.objects.filter(caption="Two boats come home.").count() == 2


@pytest.mark.parametrize("scope", ["news", "story"])
def test_a_writer_cannot_change_what_is_approved(client, approved, scope):
    Photo.objects.update(consent_scope=scope)
    client.force_login(member("Writer"))

    assert client.post(change(approved), READY | {"caption": "Other"}).status_code == 403
    approved.refresh_from_db()
    assert approved.caption == "Two boats come home."


def test_the_public_sees_it_though_no_article_shows_it(client, approved):
    assert use_of(approved) is Use.PUBLIC

    response = client.get(reverse("photos:media", args=[approved.largest_jpeg["name"]]))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"


def test_its_page_says_that_journalists_may_take_it(lead, approved):
    html = lead.get(change(approved)).text

    assert "Press page and press kit" in html
    assert "No article shows it" not in html
