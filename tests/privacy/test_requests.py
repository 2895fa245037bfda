"""What people ask by mail, phone and letter: in effect at once, or answered in time."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from ijmsite.privacy import ledger, requests
from ijmsite.privacy.models import Consent, PrivacyRequest, hash_address
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

from .requested import AMINA, LIST, MONDAY, agree, asked, data, row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("what", "received_on", "due_on"),
    [
        # Labour Day is a holiday, and so are two weekends.
        ("withdraw", date(2026, 8, 31), date(2026, 9, 15)),
        # Federal holidays, which Ontario does not keep: 30 September and 11 November.
        ("withdraw", date(2026, 9, 29), date(2026, 10, 15)),
        ("withdraw", date(2026, 11, 10), date(2026, 11, 25)),
        # A holiday of Ontario alone, Family Day, changes nothing.
        ("withdraw", date(2026, 2, 13), date(2026, 2, 27)),
        ("access", date(2026, 8, 31), date(2026, 9, 30)),
        ("erase", date(2026, 12, 15), date(2027, 1, 14)),
    ],
)
def test_knows_the_last_day_for_an_answer(what, received_on, due_on):
    assert requests.due_on(what, received_on) == due_on


def test_a_withdrawal_takes_effect_when_it_is_entered(client, staff):
    agree()
    assert ledger.may_write(AMINA, "news")
    client.post(f"{LIST}add/", data(what="withdraw"))

    assert not ledger.may_write(AMINA, "news")
    entry = Consent.objects.get(kind="withdrawn")
    assert (entry.manner, entry.recorded_by, entry.purpose) == ("staff", "Ana Diaz", "")
    request = PrivacyRequest.objects.get()
    assert not request.is_open
    assert (request.email, request.address_hash) == ("", hash_address(AMINA))
    assert AuditEvent.objects.get(action="unsubscribe").actor == staff


def test_a_withdrawal_names_the_address_once(client, staff):
    agree()

    said = client.post(f"{LIST}add/", data(what="withdraw"), follow=True)

    assert f"no more mail that needs a consent goes to {AMINA}." in said.text
    assert "is it spelled right?" not in said.text
    assert AMINA not in client.get(said.redirect_chain[-1][0]).text


def test_a_withdrawal_of_an_address_unknown_to_us_hints_at_a_slip(client, staff):
    said = client.post(f"{LIST}add/", data(what="withdraw"), follow=True).text

    assert "We hold no consent and no data for this address: is it spelled right?" in said


def test_a_settled_request_is_due_no_more(client, staff):
    request = asked()
    path = f"{LIST}{request.pk}/change/"
    assert "Answer by" in client.get(path).text

    requests.settle(request, staff)

    page = client.get(path).text
    assert "Answer by" not in page
    assert page.count(f"rivacy request {request.pk}") <= 3, "title, trail and heading"


def test_a_withdrawal_also_ends_what_was_agreed_to_since_it_was_received():
    received_at = timezone.now() - timedelta(days=3)
    agree()
    asked("withdraw", received_at)

    assert not ledger.may_write(AMINA, "news")
    assert PrivacyRequest.objects.get().received_at == received_at


def test_the_same_request_entered_twice_is_one(client, staff):
    twice = data(what="withdraw")
    pages = [client.post(f"{LIST}add/", twice) for _ in range(2)]

    assert PrivacyRequest.objects.count() == 1
    assert pages[0].url == pages[1].url
    assert Consent.objects.filter(kind="withdrawn").count() == 1


def test_other_requests_wait_until_somebody_settles_them(client, staff):
    page = client.post(f"{LIST}add/", data())
    request = PrivacyRequest.objects.get()

    assert request.is_open
    assert request.email == AMINA
    assert request.entered_by == "Ana Diaz"
    assert page.url == f"{LIST}{request.pk}/change/"

    client.post(f"{LIST}{request.pk}/settle/")
    request.refresh_from_db()
    assert not request.is_open
    assert (request.email, request.address_hash) == ("", hash_address(AMINA))
    assert request.settled_by == "Ana Diaz"
    assert AuditEvent.objects.get().action == "close"


def test_settling_twice_says_who_was_faster(client, staff):
    request = asked()
    client.post(f"{LIST}{request.pk}/settle/")

    page = client.post(f"{LIST}{request.pk}/settle/", follow=True)

    assert "somebody was faster" in page.text
    assert "by Ana Diaz" in page.text
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"received_at_0": "2199-01-01"}, "lies in the future"),
        ({"received_at_0": "1926-11-28"}, "more than two years ago"),
        ({"received_at_1": ""}, "required"),
        ({"email": "amina"}, "valid email"),
        ({"email": ""}, "required"),
        ({"what": "everything"}, "valid choice"),
    ],
)
def test_says_what_is_wrong(client, staff, fields, words):
    page = client.post(f"{LIST}add/", data(**fields))

    assert words in page.text
    assert not PrivacyRequest.objects.exists()


def test_the_list_begins_with_what_is_due_first(client, staff):
    late = asked("erase", timezone.now() - timedelta(days=29))
    new = asked("access")
    done = asked("complain")
    requests.settle(done, "Ana")

    assert [*client.get(LIST).context["cl"].queryset] == [late, new]
    assert [*client.get(LIST, {"where": "soon"}).context["cl"].queryset] == [late]
    assert [*client.get(LIST, {"where": "settled"}).context["cl"].queryset] == [done]
    assert {*client.get(LIST, {"where": "all"}).context["cl"].queryset} == {late, new, done}


def test_finds_a_settled_request_by_its_address(client, staff):
    done = asked()
    requests.settle(done, "Ana")

    assert [*client.get(LIST, {"q": AMINA}).context["cl"].queryset] == [done]
    assert not client.get(LIST, {"q": "kim@x.example"}).context["cl"].queryset


def open_withdrawal(received_at):
    """Store what only an import could leave behind: a withdrawal that is not in effect."""
    return PrivacyRequest.objects.create(
        what="withdraw",
        route="letter",
        email=AMINA,
        address_hash=hash_address(AMINA),
        received_at=received_at,
        due_on=requests.due_on("withdraw", received_at.date()),
    )


@pytest.mark.parametrize(
    ("days", "words", "urgency"),
    [
        (0, "10 business days left", "soon"),
        (4, "6 business days left", "soon"),
        # Labour Day, the seventh of September, is day 7 and counts for none.
        (8, "5 business days left", "urgent"),
        (15, "Due today", "urgent"),
        (16, "1 business day late", "overdue"),
    ],
)
def test_an_open_withdrawal_turns_red_on_its_fifth_business_day(client, days, words, urgency):
    with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
        open_withdrawal(MONDAY)
        client.force_login(member("Fundraising"))
        html = row(client)

    assert words in html
    assert f"time-left--{urgency}" in html


def test_settling_an_open_withdrawal_puts_it_into_effect():
    agree()
    requests.settle(open_withdrawal(timezone.now()), "Ana")

    assert not ledger.may_write(AMINA, "news")


@pytest.mark.parametrize(
    ("days", "words", "urgency"),
    [
        (0, "20 business days left", "calm"),
        (25, "2 business days left", "soon"),
        (31, "1 business day late", "overdue"),
    ],
)
def test_the_others_are_counted_as_well(client, days, words, urgency):
    with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
        asked("access", MONDAY)
        client.force_login(member("Fundraising"))
        html = row(client)

    assert words in html
    assert f"time-left--{urgency}" in html


def test_the_first_page_says_what_is_due(client, staff):
    asked("access")
    asked("erase", timezone.now() - timedelta(days=27))
    html = client.get("/admin/").text

    assert 'href="/admin/privacy/privacyrequest/?where=soon"><strong>1</strong>' in html
    assert 'href="/admin/privacy/privacyrequest/?where=open"><strong>2</strong>' in html


def test_no_history_names_the_address(client, staff):
    for what in PrivacyRequest.What.values:
        client.post(f"{LIST}add/", data(what=what))
    for request in PrivacyRequest.objects.open():
        client.post(f"{LIST}{request.pk}/settle/")

    kept = [*LogEntry.objects.values_list(), *AuditEvent.objects.values_list()]
    assert kept
    assert AMINA not in str(kept)


def test_nothing_of_it_is_changed_or_deleted_by_hand(client):
    client.force_login(member("Administrator"))
    request = asked()

    client.post(f"{LIST}{request.pk}/change/", data(email="kim@x.example", what="erase"))
    assert client.post(f"{LIST}{request.pk}/delete/", {"post": "yes"}).status_code == 403
    request.refresh_from_db()

    assert (request.email, request.what) == (AMINA, "access")
