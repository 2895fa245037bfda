"""What comes together in one mail: the many of a flood, and what was put aside."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Inquiry
from contacts.services import desk, digests, telling
from contacts.templatetags.inquiry_mail import harmless
from ijmsite.mail.digests import SINGLE_MAILS
from ijmsite.mail.models import Message
from ijmsite.staff.times import office_time
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


def acknowledgements():
    return Message.objects.filter(template="contacts/email/acknowledgement").count()


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


@pytest.mark.parametrize("start", [MORNING, "2026-03-03T14:09:30Z"])
def test_digests_are_ten_minutes_apart(clock, start):
    clock.move_to(start, tick=False)
    inquiry()
    assert len(tell()) == 1
    second = inquiry()
    for _minute in range(9):
        clock.shift(timedelta(minutes=1))
        assert len(tell()) == 1
    clock.shift(timedelta(minutes=1))

    assert second.reference in tell()[1].text


def test_one_sender_leaves_mails_of_their_own_to_the_others():
    def announce(sender, **fields):
        thing = inquiry(**fields)
        telling.announce(thing, sender)
        return Message.objects.filter(key=telling.key(thing, "press")).exists()

    assert [announce("203.0.113.9/32") for _ in range(5)] == [True] * 3 + [False] * 2
    assert announce("203.0.113.10/32")
    assert Inquiry.objects.untold().count() == 2
    assert [announce("") for _ in range(7)] == [True] * 6 + [False], "the limit for all"


def test_a_flood_of_questions_makes_no_call_for_help_wait():
    for _ in range(12):
        telling.announce(inquiry())
    assert singles() == 10
    telling.announce(inquiry(is_call_for_help=True), "203.0.113.9/32")

    assert singles() == 11


def test_calls_for_help_have_a_limit_too():
    for number in range(14):
        telling.announce(inquiry(is_call_for_help=True), f"203.0.113.{number}/32")

    assert singles() == 10


def test_quiet_days_have_no_digest():
    telling.announce(inquiry())
    inquiry(told_at=timezone.now())
    desk.close(inquiry(), member("PR lead"))
    inquiry(is_put_aside=True)

    assert tell() == []


def test_calls_for_help_stand_first_and_then_the_nearest_deadline(settings):
    late, soon, cry = (
        inquiry(deadline=timedelta(hours=5), outlet="Late Post"),
        inquiry(deadline=timedelta(minutes=50), topic=""),
        inquiry(is_call_for_help=True, message="They locked\nus in, " + "help " * 300),
    )
    [digest] = tell()
    text = digest.text

    assert text.index(cry.reference) < text.index(soon.reference) < text.index(late.reference)
    time, desk = office_time(soon.deadline), f"{settings.SITE_URL}/admin/contacts/inquiry"
    assert (
        f"{soon.reference}  50 min left ({time})\n    Zoë O'Brien, Harrow Bay Courier\n"
        f"    {desk}/{soon.pk}/change/\n"
    ) in text
    assert f"{late.reference}  5 h left (" in text
    assert f")\n    Zoë O'Brien, Late Post, An interview\n    {desk}/{late.pk}/change/\n" in text
    assert f"{cry.reference}  !! PERHAPS A CALL FOR HELP  no deadline" in text
    assert "\n    They locked us in, help help" in text
    assert text.count("help ") < 200, "cut, as others' are left out"
    assert "May we speak" not in text


def test_every_reference_stands_in_it_however_many(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("ijmsite.mail.digests.LISTED", 10)
    references = {inquiry(name=f"Reporter {number}").reference for number in range(45)}
    with django_assert_max_num_queries(20):
        [digest] = tell()

    assert all(reference in digest.text for reference in references)
    assert digest.text.count("Reporter") == 10
    assert "And 35 more:" in digest.text


def test_what_one_mail_cannot_hold_comes_with_the_next(clock, monkeypatch):
    monkeypatch.setattr("ijmsite.mail.digests.TOLD", 3)
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
    suspected()
    tell("quarantine")
    late = suspected()
    # The other worker's digest is stored between our look and our lock.
    looks = iter([lambda key: False, digests.mail.is_stored])
    monkeypatch.setattr(digests.mail, "is_stored", lambda key: next(looks)(key))

    assert digests.tell_of_quarantine(timezone.now()) == 0
    assert Inquiry.objects.suspected().get(told_at=None) == late


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
    assert "Read https[:]//loans[.]example/now or HTTP[:]//x[.]y[.]example, offer" in ours
    assert "a code of tomorrow" in ours
    assert "filled;" not in ours, "a code is said in words"
    assert "END" not in ours
    assert "loans.example" not in ours
    assert f"{settings.SITE_URL}/admin/contacts/inquiry/?" in digest.text
    assert "“Release”" in digest.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("file:///etc/passwd", "file[:]///etc/passwd"),
        (r"\\host\share\a", r"[\]\host\share\a"),
        (r"\\\\host", r"[\][\][\]\host"),
        ("smb://host ftp://host", "smb[:]//host ftp[:]//host"),
        ("x2://host mailto:a@b", "x2[:]//host mailto[:]a@b"),
        ("evil\u3002example evil\uff0eexample", "evil[\u3002]example evil[\uff0e]example"),
        ("evil\uff61example", "evil[\uff61]example"),
        ("At 10:30. Why: a b", "At 10:30. Why: a b"),
    ],
)
def test_no_mail_program_finds_a_link_in_what_was_typed(typed, shown):
    assert harmless(typed) == shown


def test_what_looks_least_like_spam_stands_first():
    worse, better = suspected(suspicion=60), suspected(suspicion=12)
    [digest] = tell("quarantine")

    assert digest.text.index(better.reference) < digest.text.index(worse.reference)


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


def test_what_is_released_in_a_flood_comes_with_the_next_digest():
    thing = suspected()
    tell("quarantine")
    for _ in range(SINGLE_MAILS):
        telling.announce(inquiry())
    desk.release(thing, member("PR lead"))

    [digest] = tell()
    assert thing.reference in digest.text


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("victim@courier.example", "Victim+1@courier.example", True),
        ("victim@gmail.com", "v.ic.tim+x+y@GoogleMail.com", True),
        ("victim@courier.example", "v.ictim@courier.example", False),
        ("victim@courier.example", "victim@gazette.example", False),
        ("+a@courier.example", "+b@courier.example", False),
    ],
)
def test_spellings_of_one_mailbox_are_acknowledged_once(one, other, is_one):
    for email in [one, other]:
        telling.announce(inquiry(email=email))

    assert acknowledgements() == (1 if is_one else 2)


def test_one_sender_has_five_acknowledgements_in_ten_minutes(clock):
    for number in range(8):
        telling.announce(inquiry(email=f"zoe{number}@courier.example"), "203.0.113.9/32")
    assert acknowledgements() == 5
    telling.announce(inquiry(email="li@courier.example"), "203.0.113.10/32")
    assert acknowledgements() == 6
    clock.shift(timedelta(minutes=10))
    telling.announce(inquiry(email="zoe7@courier.example"), "203.0.113.9/32")

    assert acknowledgements() == 7


def test_who_has_an_acknowledgement_already_takes_none_from_a_colleague():
    for _ in range(6):
        telling.announce(inquiry(), "203.0.113.9/32")
    telling.announce(inquiry(email="li@courier.example"), "203.0.113.9/32")

    assert acknowledgements() == 2


def test_an_address_is_acknowledged_once_in_an_hour(clock):
    for email in ["zoe@courier.example", "Zoe@courier.example", "li@courier.example"]:
        telling.announce(inquiry(email=email))
    assert acknowledgements() == 2
    clock.shift(timedelta(hours=1))
    telling.announce(inquiry())

    assert acknowledgements() == 3
    assert singles() == 4


def test_the_look_for_what_is_untold_uses_its_index():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table of a few rows is read as a whole otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as looked:
        tell()

    [look] = [q["sql"] for q in looked.captured_queries if "told_at" in q["sql"]]
    with connection.cursor() as cursor:
        plan = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{plan} {look}")
        assert "inquiry_untold" in str(cursor.fetchall())
