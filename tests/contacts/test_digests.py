"""What comes together in one mail: the many of a flood, and what was put aside."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Inquiry
from contacts.services import desk, digests, telling
from ijmsite.mail.models import Message
from tests.staff.people import member
from tests.threads import at_once

from .made import inquiry

pytestmark = pytest.mark.django_db
# Nine o'clock in Toronto.
MORNING = "2026-03-03T14:00:00Z"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


def tell(kind="flood"):
    """Do the chore and return the mails of this kind so far, the newest last."""
    getattr(digests, f"tell_of_{kind}")(timezone.now())
    found = Message.objects.filter(template=f"contacts/email/{kind}")
    return list(found.order_by("created_at", "key"))


def singles():
    return Message.objects.filter(template="contacts/email/inquiry").count()


def test_ten_get_a_mail_of_their_own_and_the_others_come_together(clock, settings):
    for number in range(14):
        telling.announce(inquiry(email=f"zoe{number}@courier.example"))
    assert singles() == 10
    late = Inquiry.objects.order_by("id")[10:]

    [digest] = tell()

    assert digest.to == settings.PRESS_INBOX
    assert digest.subject == "4 more media inquiries wait"
    assert all(one.reference in digest.text for one in late)
    assert not Inquiry.objects.untold().exists()
    assert not digest.html


def test_ten_more_may_have_their_own_ten_minutes_later(clock):
    for number in range(12):
        telling.announce(inquiry(email=f"zoe{number}@courier.example"))
    clock.shift(timedelta(minutes=10))
    telling.announce(inquiry())

    assert singles() == 11


def test_digests_are_ten_minutes_apart(clock):
    inquiry()
    assert len(tell()) == 1
    second = inquiry()
    clock.shift(timedelta(minutes=9))
    assert len(tell()) == 1
    clock.shift(timedelta(minutes=1))

    assert second.reference in tell()[1].text


def test_quiet_days_have_no_digest():
    telling.announce(inquiry())
    inquiry(told_at=timezone.now())
    desk.close(inquiry(), member("PR lead"))
    inquiry(is_put_aside=True)

    assert tell() == []


def test_calls_for_help_stand_first_and_then_the_nearest_deadline():
    late, soon, cry = (
        inquiry(deadline=timedelta(hours=5), outlet="Late Post"),
        inquiry(deadline=timedelta(minutes=50), topic=""),
        inquiry(is_call_for_help=True),
    )
    [digest] = tell()
    text = digest.text

    assert text.index(cry.reference) < text.index(soon.reference) < text.index(late.reference)
    assert f"{soon.reference}  50 min left\n    Zoë O'Brien, Harrow Bay Courier\n" in text
    assert f"{late.reference}  5 h left\n    Zoë O'Brien, Late Post, An interview\n" in text
    assert f"{cry.reference}  !! PERHAPS A CALL FOR HELP  no deadline" in text


def test_every_reference_stands_in_it_however_many(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(digests, "LISTED", 10)
    references = {inquiry(name=f"Reporter {number}").reference for number in range(45)}
    with django_assert_max_num_queries(15):
        [digest] = tell()

    assert all(reference in digest.text for reference in references)
    assert digest.text.count("Reporter") == 10
    assert "And 35 more:" in digest.text


def test_what_one_mail_cannot_hold_comes_with_the_next(clock, monkeypatch):
    monkeypatch.setattr(digests, "TOLD", 3)
    for _ in range(4):
        inquiry()
    assert tell()[0].subject.startswith("3 ")
    clock.shift(timedelta(minutes=10))

    assert tell()[1].subject == "1 more media inquiry waits"


@pytest.mark.parametrize("kind", ["flood", "quarantine"])
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_and_lose_nothing(clock, kind):
    known = {inquiry(is_put_aside=kind == "quarantine").reference for _ in range(5)}
    tell_of = getattr(digests, f"tell_of_{kind}")

    told = at_once(lambda number: tell_of(timezone.now()), 3)

    [digest] = Message.objects.filter(template=f"contacts/email/{kind}")
    assert sorted(told) == [0, 0, 5]
    assert all(reference in digest.text for reference in known)


def test_marks_nothing_as_told_that_another_worker_s_digest_does_not_hold(monkeypatch):
    inquiry()
    tell()
    late = inquiry()
    # The other worker's digest is stored between our look and our lock.
    looks = iter([lambda key: False, digests.mail.is_stored])
    monkeypatch.setattr(digests.mail, "is_stored", lambda key: next(looks)(key))

    assert digests.tell_of_flood(timezone.now()) == 0
    assert Inquiry.objects.untold().get() == late


def suspected(**fields):
    return inquiry(is_put_aside=True, **fields)


def test_what_was_put_aside_is_told_of_once_a_day_from_eight(clock, settings):
    clock.move_to("2026-03-03T12:59:00Z", tick=False)
    first = suspected()
    assert tell("quarantine") == []
    clock.shift(timedelta(minutes=1))
    [digest] = tell("quarantine")
    assert digest.to == settings.PRESS_INBOX
    assert first.reference in digest.text
    second = suspected()
    clock.shift(timedelta(hours=12))
    assert len(tell("quarantine")) == 1
    clock.shift(timedelta(hours=12))

    [_, digest] = tell("quarantine")
    assert second.reference in digest.text
    assert first.reference not in digest.text
    assert digest.subject == "1 message looks like spam"


def test_says_why_in_words_and_shows_the_beginning_without_a_link(settings):
    suspected(
        name="www.loans.example",
        outlet="Loans.example",
        reasons=["filled", "a code of tomorrow"],
        message="Read https://loans.example/now\nor HTTP://x.y.example, " + "offer " * 60 + "END",
    )
    [digest] = tell("quarantine")
    ours = digest.text.replace(settings.SITE_URL, "").replace("newsroom.example", "")

    assert "www[.]loans[.]example, Loans[.]example" in ours
    assert "Read hxxps://loans[.]example/now or hxxp://x[.]y[.]example, offer" in ours
    assert "a code of tomorrow" in ours
    assert "filled;" not in ours, "a code is said in words"
    assert "END" not in ours
    assert "loans.example" not in ours
    assert f"{settings.SITE_URL}/admin/contacts/inquiry/?" in digest.text
    assert "“Release”" in digest.text


def test_spam_and_what_was_released_is_not_told_of():
    lead = member("PR lead")
    desk.mark_as_spam(suspected(), lead)
    desk.release(suspected(), lead)

    assert tell("quarantine") == []


def test_released_tells_the_press_contact_and_the_journalist_once():
    thing, lead = suspected(), member("PR lead")
    tell("quarantine")
    assert desk.release(thing, lead)
    assert not desk.release(thing, lead)

    assert singles() == 1
    assert Message.objects.filter(template="contacts/email/acknowledgement").count() == 1
    assert tell() == []


def test_an_address_is_acknowledged_once_in_an_hour(clock):
    for email in ["zoe@courier.example", "Zoe@courier.example", "li@courier.example"]:
        telling.announce(inquiry(email=email))
    acknowledgements = Message.objects.filter(template="contacts/email/acknowledgement")
    assert acknowledgements.count() == 2
    clock.shift(timedelta(hours=1))
    telling.announce(inquiry())

    assert acknowledgements.count() == 3
    assert singles() == 4
