"""Behind the link to /me/: correcting what we have, and deleting it."""

import re

import pytest

from contacts.models import Inquiry
from fundraisers.models import Fundraiser
from ijmsite.privacy import ledger
from ijmsite.privacy.models import Receipt, hash_address
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

from .people import (
    AMINA,
    NAME,
    asked,
    link_for,
    mails_to,
    wrote,
)

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody.canary@supporter.example"


def test_a_journalist_corrects_what_was_typed(client, inquiry, settings):
    path = link_for(AMINA, settings)
    digest = inquiry.digest
    page = f"{path}inquiries/{inquiry.pk}/"
    assert f'value="{NAME}"' in client.get(page).text
    data = {"name": "Amina Roy", "outlet": "", "email": AMINA, "phone": "+1 416 555 0199"}

    assert client.post(page, data)["Location"] == f"{path}?done=corrected"

    inquiry.refresh_from_db()
    assert (inquiry.name, inquiry.outlet, inquiry.phone) == ("Amina Roy", "", "+1 416 555 0199")
    assert inquiry.digest == digest
    event = AuditEvent.objects.get(action="correct")
    assert event.who == "the person themselves"
    assert set(event.details["corrected"]) == {"name", "outlet", "phone"}
    assert "Roy" not in str(event.details) + event.label + event.actor_name


def test_staff_see_in_the_story_that_something_was_corrected(client, inquiry, settings):
    data = {"name": "Amina Roy", "outlet": inquiry.outlet, "email": AMINA, "phone": ""}
    client.post(f"{link_for(AMINA, settings)}inquiries/{inquiry.pk}/", data)

    client.force_login(member("PR lead"))
    page = client.get(f"/admin/contacts/inquiry/{inquiry.pk}/change/").text
    assert "the person themselves" in page
    assert "corrected: name, phone" in page


def test_a_supporter_corrects_a_sign_up(client, fundraiser, settings):
    path = link_for(AMINA, settings)
    data = {
        "name": NAME,
        "email": AMINA,
        "idea": "run",
        "event_date": "2030-03-01",
        "city": "Québec",
        "language": "fr",
    }
    client.post(f"{path}sign_ups/{fundraiser.pk}/", data)

    before = fundraiser.active_at
    fundraiser.refresh_from_db()
    assert (fundraiser.idea, fundraiser.city, fundraiser.language) == ("run", "Québec", "fr")
    assert str(fundraiser.event_date) == "2030-03-01"
    assert fundraiser.active_at > before


def test_a_correction_takes_back_nothing_that_staff_changed_meanwhile(client, fundraiser, settings):
    page = f"{link_for(AMINA, settings)}sign_ups/{fundraiser.pk}/"
    html = client.get(page).text
    shown = dict(re.findall(r'name="(initial-\w+)"(?: value="([^"]*)")?', html))
    typed = {name.removeprefix("initial-"): value for name, value in shown.items()}
    Fundraiser.objects.filter(pk=fundraiser.pk).update(event_date="2030-02-12")

    client.post(page, {**shown, **typed, "city": "Québec"})

    fundraiser.refresh_from_db()
    assert (fundraiser.city, str(fundraiser.event_date)) == ("Québec", "2030-02-12")
    assert fundraiser.name == NAME


@pytest.mark.parametrize("odd", ["\x00", "9" * 5000, "\u202e", "<b>", "0001-01-01", "\ud800"])
def test_whatever_is_said_to_have_been_shown_breaks_nothing(client, fundraiser, settings, odd):
    page = f"{link_for(AMINA, settings)}sign_ups/{fundraiser.pk}/"
    typed = {"name": NAME, "email": AMINA, "idea": "run", "city": "Québec", "language": "fr"}
    said = {f"initial-{name}": odd.encode(errors="replace").decode() for name in typed}

    response = client.post(page, {**typed, **said, "initial-event_date": said["initial-name"]})

    assert response.status_code == 303
    fundraiser.refresh_from_db()
    assert (fundraiser.idea, fundraiser.city, fundraiser.language) == ("run", "Québec", "fr")


def test_what_was_typed_wrongly_stays_in_the_form(client, inquiry, settings):
    page = f"{link_for(AMINA, settings)}inquiries/{inquiry.pk}/"
    response = client.post(page, {"name": "Amina\nRoy", "email": "x", "outlet": "Le Havre"})

    assert response.status_code == 200
    assert 'role="alert"' in response.text
    assert 'value="Le Havre"' in response.text
    inquiry.refresh_from_db()
    assert inquiry.name == NAME


def test_after_a_new_address_the_page_says_what_it_shows(client, inquiry, settings):
    path = link_for(AMINA, settings)
    data = {"name": NAME, "outlet": "", "email": "new@courier.example", "phone": ""}
    response = client.post(f"{path}inquiries/{inquiry.pk}/", data)

    page = client.get(response["Location"]).text
    assert "This page shows only what is under the old one" in page
    assert inquiry.message.split("\n")[0] not in page
    assert client.get(f"{path}inquiries/{inquiry.pk}/").status_code == 404


def test_nobody_corrects_what_is_not_theirs(client, post_inquiry, inquiry_data, inquiry, settings):
    path = link_for(AMINA, settings)
    other = wrote(post_inquiry, inquiry_data, email="other@courier.example")
    pages = [f"inquiries/{other.pk}/", "inquiries/99999999999999999999/", "consents/1/", "x/1/"]
    for page in pages:
        assert client.get(path + page).status_code == 404
        assert client.post(path + page, {"name": "X", "email": AMINA}).status_code == 404
    other.refresh_from_db()
    assert other.name == NAME


def test_says_first_what_goes_and_what_stays(client, inquiry, fundraiser, settings):
    asked("complain")
    page = client.get(f"{link_for(AMINA, settings)}delete/").text

    assert "Questions to the press office (1)" in page
    assert "What you asked us about your data (" not in page
    assert "that request keeps your address until we have answered it" in page
    assert "that you want no more mail from us" in page


def test_one_press_deletes_everything_and_closes_the_link(client, inquiry, fundraiser, settings):
    path = link_for(AMINA, settings)
    response = client.post(f"{path}delete/")

    receipt = Receipt.objects.get()
    assert response["Location"] == f"/me/deleted/?receipt={receipt.pk}"
    assert f"<strong>{receipt.pk}</strong>" in client.get(response["Location"]).text
    assert receipt.is_genuine
    assert client.get(path).status_code == 404
    assert not Inquiry.objects.exists()
    assert not Fundraiser.objects.exists()
    assert not mails_to(AMINA).exists()
    assert ledger.has_withdrawn(hash_address(AMINA))
    assert AuditEvent.objects.get(action="erase").who == "the person themselves"


def test_two_presses_delete_once(client, inquiry, settings):
    path = link_for(AMINA, settings)
    client.post(f"{path}delete/")

    assert client.post(f"{path}delete/").status_code == 404
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("number", ["", "x", "<b>", "1" * 30, "²"])
def test_the_last_page_repeats_nothing_but_a_number(client, number):
    response = client.get("/me/deleted/", {"receipt": number})

    assert response.status_code == 200
    assert "Your receipt" not in response.text
