"""A gift lets us write for two years, and never to somebody who has unsubscribed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ijmsite.privacy import ledger
from ijmsite.privacy.entering import last_day
from ijmsite.privacy.models import Consent, hash_address
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

pytestmark = pytest.mark.django_db
PAGE = "/admin/privacy/consent/imply/"
AMINA = "amina@supporter.example"
TODAY = timezone.localdate()


@pytest.fixture
def fundraising(client):
    user = member("Fundraising", last_name="Diaz")
    client.force_login(user)
    return user


def data(**fields):
    given_on = timezone.localdate() - timedelta(days=10)
    return {
        "email": AMINA,
        "purpose": "news",
        "given_on": str(given_on),
        "basis": "Gift, receipt 1204",
    } | fields


def withdraw(purpose="", at=None):
    manner = ledger.Manner.LINK
    ledger.withdraw(hash_address(AMINA), at=at or timezone.now(), manner=manner, purpose=purpose)


def imply(purpose="news", at=None):
    """Store an implied consent past the check, as two people at the same moment could."""
    return Consent.objects.create(
        kind="implied",
        address_hash=hash_address(AMINA),
        purpose=purpose,
        basis="Gift",
        expires_on=timezone.localdate() + timedelta(days=99),
        at=at or timezone.now(),
    )


def test_a_gift_lets_us_write_until_two_years_later(client, fundraising):
    assert client.post(PAGE, data(), follow=True).status_code == 200

    entry = Consent.objects.get()
    given_on = timezone.localdate() - timedelta(days=10)
    assert (entry.kind, entry.manner, entry.expires_on) == ("implied", "staff", last_day(given_on))
    assert entry.recorded_by == "Ana Diaz"
    assert ledger.may_write(AMINA, "news")
    assert not ledger.may_write(AMINA, "planning")


def test_the_audit_list_says_who_entered_it_and_names_nobody(client, fundraising):
    client.post(PAGE, data())

    event = AuditEvent.objects.get(action="imply")
    assert event.actor == fundraising
    assert AMINA not in f"{event.label} {event.reason} {event.details}"


@pytest.mark.parametrize(
    ("given_on", "day"),
    [
        (date(2026, 3, 3), date(2028, 3, 3)),
        (date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_two_years_end_on_the_same_day(given_on, day):
    assert last_day(given_on) == day


@pytest.mark.parametrize("purpose", ["", "news"])
def test_whoever_has_unsubscribed_stays_unsubscribed(client, fundraising, purpose):
    withdraw(purpose)

    page = client.post(PAGE, data())

    assert "has unsubscribed" in page.text
    assert not Consent.objects.filter(kind="implied").exists()
    assert not ledger.may_write(AMINA, "news")


def test_ending_one_purpose_leaves_a_gift_its_others(client, fundraising):
    withdraw("planning")
    client.post(PAGE, data())

    assert ledger.agreed(hash_address(AMINA)) == {"news"}


def test_an_entry_behind_a_withdrawal_counts_for_nothing():
    withdraw(at=timezone.now() - timedelta(hours=1))
    imply()

    assert not ledger.may_write(AMINA, "news")
    assert ledger.has_withdrawn(hash_address(AMINA))
    assert not ledger.may_write(AMINA, "asking")


def test_a_withdrawal_ends_an_implied_consent():
    imply(at=timezone.now() - timedelta(hours=1))
    withdraw()

    assert not ledger.may_write(AMINA, "news")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"given_on": str(TODAY + timedelta(days=2))}, "lies in the future"),
        ({"given_on": str(TODAY - timedelta(days=735))}, "more than two years ago"),
        ({"given_on": "soon"}, "valid date"),
        ({"email": "amina"}, "valid email"),
        ({"purpose": "asking"}, "valid choice"),
        ({"basis": ""}, "required"),
        ({"basis": f"Gift of {AMINA}"}, "leave the address out"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(client, fundraising, fields, words):
    page = client.post(PAGE, data(**fields))

    assert words in page.text
    assert "<title>Error:" in page.text
    assert not Consent.objects.exists()


def test_a_gift_of_two_years_ago_still_counts_on_its_last_day(client, fundraising):
    today = timezone.localdate()
    client.post(PAGE, data(given_on=str(today - timedelta(days=730))))

    assert Consent.objects.get().expires_on in (today, today + timedelta(days=1))


@pytest.mark.parametrize(("role", "status"), [("Fundraising", 200), ("PR lead", 403)])
def test_who_may_enter_one(client, role, status):
    client.force_login(member(role))

    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, data(email="")).status_code == status


def test_the_list_leads_to_both_ways_of_entering(client, fundraising):
    html = client.get("/admin/privacy/consent/").text

    assert f'href="{PAGE}"' in html
    assert 'href="/admin/privacy/privacyrequest/add/?what=withdraw"' in html
    page = client.get("/admin/privacy/privacyrequest/add/?what=withdraw")
    assert 'value="withdraw" selected' in page.text
