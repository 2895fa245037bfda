"""Reminders: four weeks and one week before the event and on the day after, to who agreed."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from fundraisers.models import Fundraiser
from fundraisers.services import reminders
from ijmsite.mail.models import Message
from ijmsite.mail.words import editable_mails
from ijmsite.privacy import ledger
from ijmsite.privacy.models import UnsubscribeLink, hash_address
from tests.threads import at_once

pytestmark = pytest.mark.django_db
TORONTO = ZoneInfo("America/Toronto")
AMINA = "amina@supporter.example"
EVENT = date(2027, 3, 6)
FOUR_WEEKS, ONE_WEEK, AFTER = date(2027, 2, 6), date(2027, 2, 27), date(2027, 3, 7)
SIGNED_UP = datetime(2027, 1, 4, 12, tzinfo=TORONTO)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(SIGNED_UP, tick=False)
    return time_machine


def tick(email=AMINA):
    """Note the box of a sign-up of this moment."""
    return ledger.tick(
        email=email,
        purpose="planning",
        version=1,
        language="en",
        text="Yes, remind me.",
        form="/fundraise/",
        at=timezone.now(),
    )


def agree(email=AMINA):
    """Let an address agree to reminders, as by the box and the link in the mail that asks."""
    ledger.confirm(tick(email), timezone.now())


def signup(**fields):
    fields = {"name": "Amina Roy", "email": AMINA, "event_date": EVENT} | fields
    return Fundraiser.objects.create(
        contact_by=date(2027, 1, 7), digest=uuid4().hex, active_at=timezone.now(), **fields
    )


@pytest.fixture
def remind(clock):
    """Return a function that does the chore on a day, and returns the mails so far by name."""

    def remind(day, hour=9, minute=0):
        clock.move_to(datetime(day.year, day.month, day.day, hour, minute, tzinfo=TORONTO))
        reminders.remind(timezone.now())
        messages = Message.objects.filter(key__startswith="reminder:").order_by("created_at")
        return [message.template.rpartition("_")[2] for message in messages]

    return remind


def deliver():
    call_command("deliver_mail", "--once", verbosity=0)
    reminded = Message.objects.filter(key__startswith="reminder:")
    return sorted(reminded.values_list("state", flat=True))


def test_who_agreed_is_reminded_three_times(remind):
    agree()
    signup()

    assert remind(FOUR_WEEKS - timedelta(days=1)) == []
    assert remind(FOUR_WEEKS) == ["invite"]
    assert remind(FOUR_WEEKS, 10) == ["invite"]
    assert remind(ONE_WEEK - timedelta(days=1)) == ["invite"]
    assert remind(ONE_WEEK) == ["invite", "prepare"]
    assert remind(EVENT) == ["invite", "prepare"]
    assert remind(AFTER) == ["invite", "prepare", "thank"]
    assert remind(AFTER + timedelta(days=1)) == ["invite", "prepare", "thank"]


def test_who_has_not_agreed_is_never_reminded(remind):
    signup()
    agree("somebody-else@supporter.example")
    tick()

    assert remind(FOUR_WEEKS) == remind(ONE_WEEK) == remind(AFTER) == []
    assert not UnsubscribeLink.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"event_date": None}, {"closed_at": SIGNED_UP}, {"set_aside_at": SIGNED_UP}]
)
def test_nobody_is_reminded_of_what_does_not_take_place(remind, fields):
    agree()
    signup(**fields)

    assert remind(FOUR_WEEKS) == remind(ONE_WEEK) == remind(AFTER) == []


@pytest.mark.parametrize(("hour", "count"), [(0, 0), (8, 0), (9, 1), (16, 1), (17, 0), (23, 0)])
def test_leaves_in_the_hours_of_the_office(remind, hour, count):
    agree()
    signup()

    assert len(remind(FOUR_WEEKS, hour, 59)) == count


@pytest.mark.parametrize(
    ("day", "late", "name"),
    [(FOUR_WEEKS, 6, "invite"), (ONE_WEEK, 3, "prepare"), (AFTER, 7, "thank")],
)
def test_a_worker_that_was_down_is_late_but_not_too_late(remind, day, late, name):
    agree()
    signup()
    other = tick("li@supporter.example")
    signup(email="li@supporter.example")
    assert remind(day + timedelta(days=late)) == [name]
    ledger.confirm(other, timezone.now())

    assert remind(day + timedelta(days=late + 1)) == [name]


def test_who_signs_up_later_than_a_reminder_was_due_does_not_get_it(remind, clock):
    clock.move_to(datetime(2027, 2, 7, 8, tzinfo=TORONTO), tick=False)
    agree()
    signup()

    assert remind(date(2027, 2, 7)) == []
    assert remind(ONE_WEEK) == ["prepare"]


def test_two_sign_ups_for_one_day_are_one_reminder_in_the_language_of_the_newer(remind, clock):
    agree()
    signup()
    clock.shift(timedelta(hours=1))
    agree()
    signup(email=AMINA.upper(), language="fr")
    signup(event_date=EVENT + timedelta(days=1))

    assert remind(FOUR_WEEKS) == ["invite"]
    assert Message.objects.get().language == "fr"
    assert remind(FOUR_WEEKS + timedelta(days=1)) == ["invite", "invite"]


def test_strangers_who_sign_up_with_an_address_bring_it_no_reminder(remind, clock):
    agree()
    signup(language="fr")
    for number in range(1, 12):
        clock.shift(timedelta(minutes=1))
        if number % 2:
            tick()
        signup(event_date=EVENT + timedelta(days=number % 3), language="en")

    assert remind(FOUR_WEEKS) == ["invite"]
    assert remind(FOUR_WEEKS + timedelta(days=3)) == ["invite"]
    assert Message.objects.get().language == "fr"


def test_two_people_with_one_day_are_reminded_both(remind):
    for email in [AMINA, "li@supporter.example"]:
        agree(email)
        signup(email=email)

    assert remind(FOUR_WEEKS) == ["invite", "invite"]


def test_another_date_has_reminders_of_its_own(remind):
    agree()
    fundraiser = signup()
    remind(FOUR_WEEKS)
    fundraiser.event_date = EVENT + timedelta(days=30)
    fundraiser.save()

    assert remind(ONE_WEEK) == ["invite"]
    assert remind(FOUR_WEEKS + timedelta(days=30)) == ["invite", "invite"]


def test_withdrawal_stops_what_is_to_come_and_what_waits(remind):
    agree()
    signup()
    remind(FOUR_WEEKS)
    ledger.withdraw(hash_address(AMINA), at=timezone.now(), manner=ledger.Manner.LINK)

    assert deliver() == ["cancelled"]
    assert Message.objects.filter(last_error="no consent").count() == 1
    assert remind(ONE_WEEK) == ["invite"]


def test_who_wants_no_news_is_still_reminded(remind):
    agree()
    signup()
    ledger.withdraw(
        hash_address(AMINA), at=timezone.now(), manner=ledger.Manner.LINK, purpose="news"
    )
    remind(FOUR_WEEKS)

    assert deliver() == ["sent"]


@pytest.mark.parametrize(
    "fields",
    [
        {"closed_at": SIGNED_UP},
        {"set_aside_at": SIGNED_UP},
        {"event_date": None},
        {"event_date": EVENT + timedelta(days=1)},
        {"email": "other@supporter.example"},
    ],
)
def test_what_waits_is_cancelled_when_the_event_is_off(remind, fields):
    agree()
    fundraiser = signup()
    remind(FOUR_WEEKS)
    Fundraiser.objects.filter(pk=fundraiser.pk).update(**fields)
    # At any hour.
    remind(FOUR_WEEKS, 22)

    assert Message.objects.get().state == "cancelled"


def test_what_waits_for_a_mail_server_goes_on_waiting(remind):
    agree()
    signup()
    remind(FOUR_WEEKS)
    remind(FOUR_WEEKS + timedelta(days=2))

    assert Message.objects.get().state == "queued"


def test_no_reminder_of_what_is_to_be_done_leaves_after_the_event(remind, clock):
    agree()
    signup()
    remind(ONE_WEEK)
    clock.move_to(datetime(2027, 3, 7, 3, tzinfo=TORONTO), tick=False)

    assert deliver() == ["cancelled"]


def test_a_reminder_is_no_activity_of_the_supporter(remind):
    agree()
    fundraiser = signup()
    before = fundraiser.active_at
    remind(FOUR_WEEKS)
    fundraiser.refresh_from_db()

    assert fundraiser.active_at == before


def test_one_that_cannot_be_written_to_keeps_nobody_else_from_being_reminded(remind, caplog):
    for email in ["not an address", AMINA]:
        agree(email)
        signup(email=email)

    assert remind(FOUR_WEEKS) == ["invite"]
    assert "ValueError" in caplog.text
    assert "not an address" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_store_one(clock):
    agree()
    signup()
    at = datetime(2027, 2, 6, 9, tzinfo=TORONTO)
    clock.move_to(at, tick=False)
    at_once(lambda _number: reminders.remind(at), 4)

    assert Message.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("day", [FOUR_WEEKS, ONE_WEEK, AFTER])
def test_says_who_writes_why_and_how_to_end_it(remind, settings, day, language):
    agree()
    signup(language=language, name="Buy pills", city="casino.example")
    remind(day)
    message = Message.objects.get()

    for part in (message.text, message.html):
        assert "IJM Canada" in part
        assert "100 Sample Street" in part
        assert settings.HELP_EMAIL in part
        assert settings.HELP_PHONE in part
        assert "/unsubscribe/" in part
        assert ("/fr/fundraise/plan/" if language == "fr" else "/fundraise/plan/") in part
        assert ("samedi 6 mars 2027" if language == "fr" else "Saturday, March 6, 2027") in part
        assert "pills" not in part
        assert "casino" not in part
        assert "{" not in part.partition("</style>")[2]
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.headers["List-Unsubscribe"].strip("<>") in message.text
    assert message.reply_to == [settings.FUNDRAISING_INBOX]
    assert message.purpose == "planning"
    assert "2027" not in message.subject


def test_only_the_last_one_leads_to_the_giving_page(remind, settings):
    agree()
    signup()
    for day in (FOUR_WEEKS, ONE_WEEK, AFTER):
        remind(day)
    messages = Message.objects.order_by("created_at")

    assert [settings.GIVE_URL in message.text for message in messages] == [False, False, True]


def test_staff_can_change_the_words_of_each():
    editable = {mail.template for mail in editable_mails()}

    assert {reminder.template for reminder in reminders.REMINDERS} <= editable


def test_the_worker_reminds_every_hour():
    from fundraisers.chores import CHORES

    [chore] = [chore for chore in CHORES if chore.do is reminders.remind]
    assert chore.every == timedelta(hours=1)
