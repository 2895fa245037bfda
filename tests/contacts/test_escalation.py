"""Somebody else hears of what still waits: at half the time, and a quarter of an hour before."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from contacts.models import Inquiry
from contacts.models.inquiries import InquiryQuerySet
from contacts.services import desk, telling
from ijmsite.mail.models import Message
from tests.staff.people import member
from tests.threads import at_once

from .made import LONG_AGO, inquiry, officer

pytestmark = pytest.mark.django_db
START = "2026-03-03T14:00:00Z"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def ana():
    return officer("Ana", deputy=officer("Ben"), is_default=True)


@pytest.fixture
def after(clock):
    """Return a function that moves the clock by minutes and returns the mails since the start."""

    def after(minutes):
        clock.shift(timedelta(minutes=minutes))
        telling.escalate(timezone.now())
        return mails()

    return after


def mails():
    escalations = Message.objects.filter(template="contacts/email/escalation")
    return [message.to for message in escalations.order_by("created_at", "key")]


def test_at_half_the_time_and_a_quarter_of_an_hour_before(ana, after):
    inquiry(contact=ana, deadline=timedelta(hours=10))

    assert after(299) == []
    assert after(1) == ["ben@office.example"]
    assert after(284) == ["ben@office.example"]
    assert after(1) == ["ben@office.example"] * 2
    assert after(60) == ["ben@office.example"] * 2
    assert Inquiry.objects.get().escalate_at is None


def test_within_half_an_hour_the_quarter_comes_first(ana, after):
    inquiry(contact=ana, deadline=timedelta(minutes=20))

    assert len(after(4)) == 0
    assert len(after(1)) == 1
    assert len(after(4)) == 1
    assert len(after(1)) == 2
    assert len(after(30)) == 2


def test_a_worker_that_slept_over_both_moments_tells_once(ana, after):
    inquiry(contact=ana, deadline=timedelta(hours=10))

    assert len(after(595)) == 1
    assert len(after(60)) == 1


def test_without_a_deadline_nobody_is_hurried(ana, after):
    inquiry(contact=ana)

    assert after(10_000) == []


def test_what_is_claimed_but_not_answered_still_waits(ana, after):
    erin = member("PR lead")
    desk.claim(inquiry(contact=ana, deadline=timedelta(hours=2)), erin)

    assert after(60) == ["ben@office.example", erin.email]
    for message in Message.objects.all():
        assert f"{erin} has taken it on but not answered." in message.text


def test_an_owner_who_is_the_deputy_or_has_left_has_no_second_mail(ana, after):
    ben, gone = member("PR lead", email="Ben@office.example"), member(is_active=False)
    for owner in [ben, gone]:
        inquiry(contact=ana, deadline=timedelta(hours=2), owner=owner)

    assert after(60) == ["ben@office.example"] * 2


def test_whoever_is_given_a_question_hears_of_it(ana, settings):
    erin, sam = member("PR lead", first_name="Erin"), member("PR lead", first_name="Sam")
    thing = inquiry(contact=ana, deadline=timedelta(hours=2), message="Secret question")
    desk.assign(thing, sam, erin)
    desk.assign(thing, None, erin, instead_of=sam.pk)
    desk.assign(thing, erin, erin)

    message = Message.objects.get()
    assert message.to == sam.email
    assert message.subject == f"Media inquiry {thing.reference}: yours to answer"
    for said in [
        f"{erin} has given you the media inquiry {thing.reference} to answer. 2 h left.",
        "Deadline: Tue 3 Mar 2026 11:00 EST",
        f"{settings.SITE_URL}/admin/contacts/inquiry/{thing.pk}/change/\n",
    ]:
        assert said in message.text
    assert "Secret" not in message.text
    assert message.reply_to == [erin.email], "a word of thanks must not reach the journalist"
    assert not message.html


def test_a_mail_that_cannot_be_stored_leaves_the_question_where_it_was(ana, monkeypatch):
    thing, erin = inquiry(contact=ana), member("PR lead")

    def fail(*args, **kwargs):
        raise ValueError("not stored")

    monkeypatch.setattr(telling.mail, "enqueue", fail)
    with pytest.raises(ValueError, match="not stored"):
        desk.assign(thing, member("PR lead"), erin)

    thing.refresh_from_db()
    assert thing.owner is None


@pytest.mark.parametrize("step", [desk.answer, desk.close, desk.mark_as_spam])
def test_what_has_left_the_desk_waits_no_more(ana, after, step):
    step(inquiry(contact=ana, deadline=timedelta(hours=2)), member("PR lead"))

    assert after(115) == []


def test_what_is_opened_again_is_urgent_from_then_on(ana, after, clock):
    thing, lead = inquiry(contact=ana, deadline=timedelta(hours=10)), member("PR lead")
    desk.answer(thing, lead)
    assert after(400) == []
    desk.reopen(thing, lead)

    assert after(99) == []
    assert after(1) == ["ben@office.example", lead.email]
    assert after(85) == ["ben@office.example", lead.email] * 2


def test_what_is_released_is_urgent_from_then_on(ana, after):
    thing = inquiry(contact=ana, deadline=timedelta(hours=10), is_put_aside=True)
    assert after(400) == []
    desk.release(thing, member("PR lead"))

    assert after(99) == []
    assert len(after(1)) == 1


def test_the_deputy_s_deputy_hears_where_the_deputy_is_away(after):
    ben = officer("Ben", away_from=LONG_AGO, deputy=officer("Cleo"))
    inquiry(contact=officer("Ana", deputy=ben), deadline=timedelta(hours=2))

    assert after(60) == ["cleo@office.example"]


def test_the_press_office_hears_where_no_deputy_is_there(after):
    officer("Dan", is_default=True)
    ana = officer("Ana", deputy=officer("Ben", away_from=LONG_AGO))
    inquiry(contact=ana, deadline=timedelta(hours=2))
    inquiry(contact=officer("Eve"), deadline=timedelta(hours=2))

    assert after(60) == ["dan@office.example"] * 2


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("contact", "deputy"),
    [
        ({"is_default": True}, None),
        ({"is_default": True}, {"away_from": LONG_AGO}),
        ({"is_default": True}, {"email": ""}),
    ],
)
def test_the_press_inbox_hears_where_nobody_else_can(after, settings, contact, deputy):
    ben = officer("Ben", **deputy) if deputy else None
    inquiry(contact=officer("Ana", deputy=ben, **contact), deadline=timedelta(hours=2))
    inquiry(contact=None, deadline=timedelta(hours=2))

    assert settings.PRESS_INBOX in after(60)
    assert len(mails()) == 2


def test_the_mail_says_since_when_how_long_and_who_has_it(ana, after):
    thing = inquiry(contact=ana, deadline=timedelta(hours=2), is_call_for_help=True)
    after(60)
    message = Message.objects.get()

    assert message.subject == f"Media inquiry {thing.reference}: still waits"
    assert message.text.startswith("!! PERHAPS A CALL FOR HELP.")
    assert (
        "A journalist still waits for an answer, since Tue 3 Mar 2026 09:00 EST. 1 h left.\n"
        "It went to Ana, and nobody has taken it on."
    ) in message.text
    assert message.reply_to == [thing.email]
    assert not message.html


def test_the_press_inbox_is_the_second_address_of_an_escalation(ana, after, settings):
    inquiry(contact=ana, deadline=timedelta(hours=2))
    after(60)

    assert Message.objects.get().fallback_to == settings.PRESS_INBOX


def test_a_flood_of_deadlines_is_ten_mails_and_the_rest_comes_together(ana, after):
    for number in range(14):
        inquiry(contact=ana, deadline=timedelta(hours=2, seconds=number), told_at=timezone.now())

    assert len(after(61)) == 10
    assert Inquiry.objects.untold().count() == 4


def test_single_mails_go_to_the_nearest_deadlines(ana, after):
    # What has become urgent last has the nearest deadline: it came in shortly before it.
    late = [inquiry(contact=ana, deadline=timedelta(hours=10 + n / 10)) for n in range(8)]
    after(5 * 60 - 1)
    soon = [inquiry(contact=ana, deadline=timedelta(hours=4 - n / 60)) for n in range(8)]
    Inquiry.objects.update(told_at=timezone.now())
    assert len(after(8 * 60 - 5 * 60)) == 10

    left = set(Inquiry.objects.untold())
    assert not left & set(soon)
    assert left == set(late[2:])


def test_a_lost_database_ends_the_round(ana, clock, monkeypatch):
    for _ in range(2):
        inquiry(contact=ana, deadline=timedelta(hours=2))
    clock.shift(timedelta(hours=1))
    asked = []

    def lose(pk, now):
        asked.append(pk)
        raise OperationalError

    monkeypatch.setattr(telling, "_escalate", lose)
    with pytest.raises(OperationalError):
        telling.escalate(timezone.now())

    assert len(asked) == 1


def test_what_is_due_is_found_by_its_index(ana, monkeypatch):
    plans = []
    values_list = InquiryQuerySet.values_list

    def explained(queryset, *fields):
        plans.append(queryset.order_by(*queryset.query.order_by).explain())
        return values_list(queryset, *fields)

    monkeypatch.setattr(InquiryQuerySet, "values_list", explained)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table of a few rows is read as a whole otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off")
    telling.escalate(timezone.now())

    [plan] = plans
    assert "inquiry_to_escalate" in plan
    assert "TEMP B-TREE" not in plan


def test_one_that_cannot_be_told_holds_up_no_other(ana, after, caplog):
    broken = inquiry(contact=ana, deadline=timedelta(hours=2), email="zoe at courier")
    inquiry(contact=ana, deadline=timedelta(hours=2))

    assert len(after(60)) == 1
    assert f"Inquiry {broken.pk} was not escalated: ValueError" in caplog.text
    assert "courier" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once(ana, clock):
    for _ in range(5):
        inquiry(contact=ana, deadline=timedelta(hours=2))
    clock.shift(timedelta(minutes=60))
    now = timezone.now()

    told = at_once(lambda number: telling.escalate(now), 3)

    assert sum(told) == 5
    assert len(mails()) == 5
