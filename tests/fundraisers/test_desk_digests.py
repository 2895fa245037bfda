"""What the fundraising inbox hears: each sign-up the same day, a flood in one mail, mornings."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fundraisers.models import Fundraiser
from fundraisers.services import digests, telling
from ijmsite.mail.digests import SINGLE_MAILS
from ijmsite.mail.models import Message
from tests.staff.people import member
from tests.threads import at_once

from .desk import put_aside, signup

pytestmark = pytest.mark.django_db
# Nine o'clock in Toronto, on a Tuesday.
MORNING = "2026-03-03T14:00:00Z"
TODAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


def tell(kind):
    """Do the chore and return the mails of this kind so far."""
    getattr(digests, f"tell_of_{kind}")(timezone.now())
    found = Message.objects.filter(template=f"fundraisers/email/{kind}")
    return list(found.order_by("created_at", "key"))


def notes():
    return Message.objects.filter(template="fundraisers/email/signup_note").count()


def test_ten_have_a_mail_of_their_own_and_the_others_come_together(settings):
    for number in range(SINGLE_MAILS + 4):
        telling.announce(signup(email=f"a{number}@supporter.example"), [])
    assert notes() == SINGLE_MAILS
    late = Fundraiser.objects.order_by("id")[SINGLE_MAILS:]

    [digest] = tell("flood")

    assert digest.to == settings.FUNDRAISING_INBOX
    assert digest.subject == "4 more sign-ups to run a fundraiser"
    assert all(f"/fundraiser/{one.pk}/change/" in digest.text for one in late)
    assert not Fundraiser.objects.untold().exists()
    assert len(tell("flood")) == 1


def test_everybody_has_the_guide_also_in_a_flood():
    for number in range(SINGLE_MAILS + 4):
        telling.announce(signup(email=f"a{number}@supporter.example"), [])

    assert Message.objects.filter(template="fundraisers/email/welcome").count() == SINGLE_MAILS + 4


def test_ten_more_have_their_own_ten_minutes_later(clock):
    for _number in range(SINGLE_MAILS + 2):
        telling.announce(signup(), [])
    clock.shift(timedelta(minutes=10))
    telling.announce(signup(), [])

    assert notes() == SINGLE_MAILS + 1


def test_digests_are_ten_minutes_apart(clock):
    signup()
    assert len(tell("flood")) == 1
    signup()
    assert len(tell("flood")) == 1
    clock.shift(timedelta(minutes=10))
    assert len(tell("flood")) == 2


def test_nobody_is_told_of_what_was_put_aside_but_in_the_morning():
    aside = put_aside()

    assert tell("flood") == []
    [digest] = tell("morning")
    assert digest.subject == "Sign-ups that were put aside"
    assert str(aside.pk) in digest.text


def test_the_morning_names_to_whom_to_write(settings):
    due = signup(contact_by=TODAY, event_date=date(2026, 5, 2))
    late = signup(contact_by=TODAY - timedelta(days=1))
    signup(contact_by=TODAY + timedelta(days=1))
    signup(contact_by=TODAY, contacted_at=timezone.now())
    signup(contact_by=TODAY, closed_at=timezone.now())

    [digest] = tell("morning")

    assert digest.subject == "2 supporters to write to today"
    assert digest.to == settings.FUNDRAISING_INBOX
    assert f"{due.pk}: due today, Polar dip, event on Sat 2 May 2026" in digest.text
    assert f"{late.pk}: overdue by 1 business day" in digest.text
    assert digest.text.count("/change/") == 2
    assert "/admin/fundraisers/fundraiser/?where=due" in digest.text


def test_digests_hold_neither_names_nor_addresses():
    signup(name="Amina Roy", city="Harrow Bay")
    put_aside(name="Amina Roy")

    for digest in [*tell("flood"), *tell("morning")]:
        for typed in ["Amina", "supporter.example", "Harrow"]:
            assert typed not in digest.subject + digest.text


def test_a_morning_with_nothing_to_do_has_no_mail(clock):
    signup(contact_by=TODAY + timedelta(days=1))
    assert tell("morning") == []


@pytest.mark.parametrize(
    ("at", "count"),
    [
        ("2026-03-03T12:59:00Z", 0),  # a minute to eight
        ("2026-03-03T13:00:00Z", 1),
        ("2026-03-03T23:00:00Z", 1),  # the worker was down all day
        ("2026-03-07T14:00:00Z", 0),  # Saturday
        ("2026-04-03T14:00:00Z", 0),  # Good Friday
        ("2026-02-16T14:00:00Z", 0),  # Family Day
    ],
)
def test_comes_at_eight_on_business_days(clock, at, count):
    clock.move_to(at, tick=False)
    signup(contact_by=date(2026, 1, 5))

    assert len(tell("morning")) == count


def test_comes_once_a_day_and_again_the_next(clock):
    put_aside()
    signup(contact_by=TODAY)
    assert len(tell("morning")) == 1
    late = put_aside()
    assert len(tell("morning")) == 1
    clock.shift(timedelta(days=1))

    [_first, second] = tell("morning")

    assert "1 sign-up looked as if" in second.text
    assert str(late.pk) in second.text
    assert "overdue by 1 business day" in second.text


def test_names_a_hundred_and_leads_to_all():
    for _number in range(103):
        signup(contact_by=TODAY)

    [digest] = tell("morning")

    assert digest.subject == "103 supporters to write to today"
    assert digest.text.count("/change/") == 100


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["flood", "morning"])
def test_two_workers_at_once_send_one_and_lose_nothing(kind):
    member("Fundraising")
    signup(contact_by=TODAY)
    known = put_aside() if kind == "morning" else signup()

    at_once(lambda number: getattr(digests, f"tell_of_{kind}")(timezone.now()), 3)

    [digest] = Message.objects.filter(template=f"fundraisers/email/{kind}")
    assert str(known.pk) in digest.text
