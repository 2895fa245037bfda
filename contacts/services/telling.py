"""Who hears of an inquiry, and when."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from ijmsite import mail
from ijmsite.web import rates

from ..models import Inquiry, PressContact

logger = logging.getLogger(__name__)

# So many mails of their own within ten minutes; what is more comes together in one.
SINGLE_MAILS = 10
SINGLE_PER = timedelta(minutes=10)
LAST_CALL = timedelta(minutes=15)
ACKNOWLEDGED_ONCE_PER = timedelta(hours=1)


def key(inquiry: Inquiry, what: str) -> str:
    """Return the key of a message about an inquiry; all of one inquiry begin alike."""
    return f"inquiry:{inquiry.reference}:{what}"


def announce(inquiry: Inquiry) -> None:
    """Tell the press contact of a new inquiry, and the journalist that it has arrived."""
    if not rates.take("inquiry mail", "", limit=SINGLE_MAILS, per=SINGLE_PER):
        _tell(inquiry, inquiry.contact, "contacts/email/inquiry", "press")
        inquiry.told_at = timezone.now()
        inquiry.save(update_fields=["told_at"])
    acknowledge(inquiry)


def acknowledge(inquiry: Inquiry) -> None:
    """Tell the journalist the reference, unless this address has been written to in this hour.

    Nothing that was typed: the form must not become a way to mail strangers a text.
    """
    who = inquiry.email.casefold()
    if rates.take("acknowledgement", who, limit=1, per=ACKNOWLEDGED_ONCE_PER):
        return
    mail.enqueue(
        "contacts/email/acknowledgement",
        to=inquiry.email,
        reply_to=[settings.PRESS_INBOX],
        context={"reference": inquiry.reference, "press_contact": inquiry.contact},
        language=inquiry.language,
        headers={"Auto-Submitted": "auto-replied"},
        key=key(inquiry, "acknowledgement"),
    )


def next_escalation(now: datetime, deadline: datetime | None, since: datetime | None = None):
    """Return the next moment after `now` at which an inquiry of `since` (default: now) is urgent.

    That is half the time to the deadline, and a quarter of an hour before it.
    """
    if not deadline:
        return None
    since = since or now
    moments = [since + (deadline - since) / 2, deadline - LAST_CALL]
    return min((moment for moment in moments if moment > now), default=None)


def escalate(now: datetime) -> int:
    """Tell the deputies of what still waits though its time runs out; return how many.

    So many mails of their own within ten minutes; what is more comes with the next digest.
    """
    count = 0
    for pk in [*_due(now).by_urgency().values_list("pk", flat=True)]:
        try:
            count += _escalate(pk, now)
        except DatabaseError:
            raise
        except Exception as error:
            # Whatever is wrong with one, the others' deputies are told. Only the class: the
            # text may hold data.
            logger.error("Inquiry %s was not escalated: %s", pk, type(error).__name__)
    return count


def _due(now: datetime):
    return Inquiry.objects.open().filter(escalate_at__lte=now)


@transaction.atomic
def _escalate(pk: int, now: datetime) -> bool:
    inquiry = _due(now).select_for_update().filter(pk=pk).first()
    if inquiry is None:
        return False  # Another worker has done it, or somebody has answered.
    if rates.take("escalation mail", "", limit=SINGLE_MAILS, per=SINGLE_PER):
        inquiry.told_at = None
    else:
        what = f"escalation {inquiry.escalate_at.isoformat()}"
        _tell(inquiry, _deputy(inquiry), "contacts/email/escalation", what)
        inquiry.told_at = inquiry.told_at or now
    inquiry.escalate_at = next_escalation(now, inquiry.deadline, inquiry.received_at)
    inquiry.save(update_fields=["escalate_at", "told_at"])
    return True


def _deputy(inquiry: Inquiry) -> PressContact | None:
    """Return who stands in for the contact of an inquiry, or for the press office."""
    contact = inquiry.contact
    deputies = [contact.deputy.on_duty] if contact and contact.deputy else []
    for deputy in [*deputies, PressContact.objects.on_duty()]:
        if deputy and deputy != contact and not deputy.is_away:
            return deputy
    return None


def _tell(inquiry: Inquiry, contact: PressContact | None, template: str, what: str) -> None:
    """Write to a contact, and to the inbox of the press office where they cannot be reached."""
    mail.enqueue(
        template,
        to=(contact and contact.email) or settings.PRESS_INBOX,
        fallback_to=settings.PRESS_INBOX,
        reply_to=[inquiry.email],
        context={"inquiry": inquiry, "contact": contact},
        key=key(inquiry, what),
    )
