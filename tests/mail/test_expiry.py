"""A mail whose link or code has ended is of use to nobody: it does not leave any more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ijmsite.mail import outbox
from ijmsite.mail.models import Message
from ijmsite.privacy.me import send_link
from ijmsite.staff.services import send_invitation, send_password_reset, send_wrong_codes
from tests.staff.people import member

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def link(hello):
    """A mail with a link that works for a day."""
    return hello(secret=True, expires_at=timezone.now() + DAY)


def later(time_machine, length):
    time_machine.move_to(timezone.now() + length, tick=False)


def test_leaves_while_its_link_works(link, worker, smtp_sink, time_machine):
    later(time_machine, DAY - HOUR)

    worker.drain()

    assert len(smtp_sink.accepted) == 1


def test_a_worker_that_was_away_for_a_day_sends_what_still_is_of_use(
    hello, link, worker, smtp_sink, time_machine
):
    lasting = hello()
    later(time_machine, DAY)

    assert worker.drain() == {"sent": 1}

    link.refresh_from_db()
    lasting.refresh_from_db()
    assert (link.state, link.last_error, link.tries) == ("cancelled", "expired", 0)
    assert link.ended_at == timezone.now()
    assert lasting.state == "sent"
    assert len(smtp_sink.accepted) == 1


def test_is_tried_no_more_though_its_server_comes_back(link, try_once, smtp_sink, time_machine):
    smtp_sink.script["RCPT"] = ["451 4.3.0 later"]
    assert try_once(link).state == "queued"
    later(time_machine, DAY)

    assert try_once(link).state == "cancelled"
    assert smtp_sink.accepted == []


def test_does_not_count_as_sent_lately(hello, worker, smtp_sink, time_machine):
    once = {"at_most_every": 2 * DAY}
    hello(expires_at=timezone.now() + HOUR, **once)
    later(time_machine, HOUR)
    worker.drain()
    hello(**once)

    assert worker.drain() == {"sent": 1}


def test_one_that_failed_does_not_count_as_sent_lately(hello, worker, smtp_sink):
    smtp_sink.script["RCPT"] = ["550 5.1.1 nobody here"]
    once = {"at_most_every": 2 * DAY}
    # Somebody else's spelling of the mailbox, or the mailbox before it was there.
    hello(to="zoe+x@courier.example", **once)
    worker.drain()
    hello(**once)
    hello(**once)

    assert worker.drain() == {"sent": 1}
    assert Message.objects.filter(state="cancelled", last_error="sent lately").count() == 1


def test_is_not_sent_again_by_hand(link, time_machine):
    later(time_machine, DAY)
    Message.objects.update(state="failed", ended_at=timezone.now())
    link.refresh_from_db()

    assert not link.can_be_resent
    with pytest.raises(ValueError, match="cannot be sent again"):
        outbox.resend(link)


def test_a_copy_ends_with_its_first(link):
    Message.objects.update(state="failed", ended_at=timezone.now())
    link.refresh_from_db()

    assert outbox.resend(link).expires_at == link.expires_at


def test_staff_see_why_it_did_not_leave(client, link, worker, time_machine):
    later(time_machine, DAY)
    client.force_login(member("Administrator"))
    worker.drain()

    page = client.get(reverse("admin:mail_message_change", args=[link.pk])).text
    rows = client.get(reverse("admin:mail_message_changelist"), {"state__exact": "cancelled"}).text

    assert "not sent: what it leads to had ended" in page
    assert "not sent: what it leads to had ended" in rows


# Which mails end


@pytest.mark.django_db
@pytest.mark.parametrize("send", [send_invitation, send_password_reset, send_wrong_codes])
def test_a_link_for_a_password_ends_after_three_days(send, settings, time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    settings.PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60

    send(member("Writer"))

    assert Message.objects.get().expires_at == timezone.now() + 3 * DAY


@pytest.mark.django_db
def test_a_link_to_the_own_data_ends_after_a_day(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)

    assert send_link("zoe@courier.example", "en").expires_at == timezone.now() + DAY


def test_what_has_no_link_that_ends_waits_for_whatever_time(hello):
    assert hello().expires_at is None
