"""Reminders about one's own event, for whoever has asked for them."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from ijmsite.mail.about import keyed
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger, mailing
from ijmsite.privacy.models import hash_address
from ijmsite.privacy.purposes import PLANNING

from ..models import Fundraiser

logger = logging.getLogger(__name__)

# Hours of the office's clock; of any day, as events do not keep to business days.
EARLIEST, LATEST = 9, 17
KEYS = "reminder:"


@dataclass(frozen=True)
class Reminder:
    name: str  # of its template, and in its key
    after: timedelta  # the event; negative before it
    late: timedelta  # by so much a worker that was down may still send it

    @property
    def template(self) -> str:
        return f"fundraisers/email/reminder_{self.name}"

    def events(self, today: date) -> tuple[date, date]:
        """Return the first and the last day of the events of which it tells today."""
        return today - self.after - self.late, today - self.after

    def key(self, email: str, event_date: date) -> str:
        """Return the same for all sign-ups of a person with an event on the same day."""
        return f"{beginning(email)}{self.name}:{event_date}"


REMINDERS = [
    Reminder("invite", timedelta(days=-28), late=timedelta(days=6)),
    Reminder("prepare", timedelta(days=-7), late=timedelta(days=3)),
    Reminder("thank", timedelta(days=1), late=timedelta(days=7)),
]


def beginning(email: str) -> str:
    """Return how the keys of all reminders to an address begin."""
    return f"{KEYS}{hash_address(email)}:"


def remind(now: datetime) -> int:
    """Store the reminders whose day has come; return how many. Those that are void are cancelled.

    Several workers may do so at once: the key of a reminder makes them one.
    """
    local = timezone.localtime(now)
    _cancel_void(local.date())
    if not EARLIEST <= local.hour < LATEST:
        return 0
    return sum(_send_due(reminder, local.date()) for reminder in REMINDERS)


def _send_due(reminder: Reminder, today: date) -> int:
    due = _due(reminder, today)
    stored = Message.objects.filter(key__in=due).values_list("key", flat=True)
    count = 0
    for key in due.keys() - set(stored):
        fundraiser = due[key]
        try:
            _send(reminder, fundraiser, key)
            count += 1
        except DatabaseError:
            raise
        except Exception as error:
            # Whatever is wrong with one, the others are reminded. Only the class: the text may
            # hold data.
            logger.error("Nobody was reminded of %s: %s", fundraiser, type(error).__name__)
    return count


def _due(reminder: Reminder, today: date) -> dict[str, Fundraiser]:
    """Return who is to be reminded, by the key of the message: of several sign-ups the newest."""
    events = Fundraiser.objects.with_event(*reminder.events(today)).order_by("signed_up_at", "id")
    return {
        reminder.key(one.email, one.event_date): one
        for one in events
        # Who came later than that was not to be reminded then.
        if timezone.localdate(one.signed_up_at) <= one.event_date + reminder.after
        and _has_agreed(one)
    }


def _has_agreed(fundraiser: Fundraiser) -> bool:
    """Return whether the box of this very sign-up was ticked, and the address confirmed it.

    Others may sign up with the address of somebody who once agreed.
    """
    ticks = ledger.ticks_at(fundraiser.email, fundraiser.signed_up_at)
    return any(ledger.is_confirmed(ticked) for ticked in ticks.filter(purpose=PLANNING))


def _send(reminder: Reminder, fundraiser: Fundraiser, key: str) -> None:
    mailing.enqueue(
        reminder.template,
        to=fundraiser.email,
        purpose=PLANNING,
        reply_to=[settings.FUNDRAISING_INBOX],
        # Nothing that was typed: the form must not become a way to mail strangers a text.
        context={"event_date": fundraiser.event_date},
        language=fundraiser.language,
        key=key,
    )


def _cancel_void(today: date) -> None:
    """Cancel what waits for an event that was moved, closed, or is not so far away any more."""
    by_name = {reminder.name: reminder for reminder in REMINDERS}
    for message in keyed(KEYS).waiting():
        name, day = message.key.split(":")[2:]
        event_date = date.fromisoformat(day)
        first, last = by_name[name].events(today)
        events = Fundraiser.objects.with_event(event_date, event_date)
        is_on = first <= event_date <= last and events.filter(email__iexact=message.to).exists()
        if not is_on:
            Message.objects.filter(pk=message.pk).cancel()
