"""Who sees sign-ups, and what nobody does with them; the desk has files of its own."""

import pytest

from fundraisers.models import Fundraiser
from fundraisers.services import telling
from ijmsite.mail.models import Message
from tests.staff.people import member

from .desk import LIST, page, signup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_user")]


def test_nothing_is_typed_over_on_the_page_itself(client):
    thing = signup()
    before = Fundraiser.objects.values().get()

    client.post(page(thing), {"name": "X", "email": "x@x.example", "contact_by": "2031-01-01"})

    assert Fundraiser.objects.values().get() == before


def test_nobody_adds_and_only_administrators_delete(client):
    thing = signup()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(page(thing, "delete"), {"post": "yes"}).status_code == 403

    client.force_login(member("Administrator"))

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(page(thing, "delete"), {"post": "yes"}).status_code == 302
    assert not Fundraiser.objects.exists()


def test_what_is_deleted_takes_its_mails_along(client):
    thing, other = signup(), signup(email="li@x.example")
    for one in (thing, other):
        telling.announce(one, [])
    client.force_login(member("Administrator"))

    client.post(page(thing, "delete"), {"post": "yes"})

    assert {*Fundraiser.objects.all()} == {other}
    assert {m.key for m in Message.objects.all()} == {
        f"fundraiser:{other.pk}:{what}" for what in ("welcome", "note")
    }
