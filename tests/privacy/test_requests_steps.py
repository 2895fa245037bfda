"""What staff do about a privacy request: delete everything, or send the link."""

import pytest

from fundraisers.models import Fundraiser
from ijmsite.privacy import ledger
from ijmsite.privacy.models import Receipt, hash_address
from tests.staff.people import member

from .requested import AMINA, LIST, asked

pytestmark = pytest.mark.django_db


def test_only_an_administrator_deletes_and_only_where_that_was_asked(client, staff):
    access, erase = asked("access"), asked("erase")

    def buttons(request):
        return client.get(f"{LIST}{request.pk}/change/").text

    assert f"{LIST}{erase.pk}/erase/" not in buttons(erase)
    client.force_login(member("Administrator"))
    assert f"{LIST}{erase.pk}/erase/" in buttons(erase)
    assert f"{LIST}{access.pk}/erase/" not in buttons(access)


def test_deleting_wants_a_tick_first(client, monkeypatch):
    erased = []
    monkeypatch.setattr("ijmsite.privacy.erasure.erase", lambda *args: erased.append(args))
    administrator = member("Administrator")
    client.force_login(administrator)
    request = asked("erase")

    page = client.post(f"{LIST}{request.pk}/erase/")
    assert "does not come back" in page.text
    assert not erased
    client.post(f"{LIST}{request.pk}/erase/", {"is_certain": "on"})

    assert erased == [(AMINA, administrator)]
    request.refresh_from_db()
    assert not request.is_open


def test_deleting_leaves_the_proof_and_nothing_else(client, post_signup, signup_data):
    post_signup(signup_data)
    client.force_login(member("Administrator"))
    request = asked("erase")

    page = client.post(f"{LIST}{request.pk}/erase/", {"is_certain": "on"}, follow=True)

    assert "Deleted. The receipt" in page.text
    assert not Fundraiser.objects.exists()
    assert Receipt.objects.get().is_genuine
    assert ledger.has_withdrawn(hash_address(AMINA))
    request.refresh_from_db()
    assert (request.is_open, request.email) == (False, "")


def test_a_forged_press_of_somebody_else_deletes_nothing(client, staff, monkeypatch):
    erased = []
    monkeypatch.setattr("ijmsite.privacy.erasure.erase", lambda *args: erased.append(args))
    request = asked("erase")

    client.post(f"{LIST}{request.pk}/erase/", {"is_certain": "on"})

    assert not erased


def test_sends_the_link_to_the_data_page(client, staff, monkeypatch):
    sent = []
    monkeypatch.setattr("ijmsite.privacy.me.send_link", lambda *args: sent.append(args))
    request = asked("access")

    client.post(f"{LIST}{request.pk}/link/", {"language": "fr"})

    assert sent == [(AMINA, "fr")]
    request.refresh_from_db()
    assert request.is_open
