"""Who hears of an inquiry, and when."""

import logging
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from ijmsite import mail
from ijmsite.mail.addresses import mailbox
from ijmsite.mail.digests import SINGLE_PER, take_single
from ijmsite.mail.models import Message
from ijmsite.staff.models import User
from ijmsite.web import rates
from ijmsite.web.plain import update

from ..models import Inquiry, PressContact

logger = logging.getLogger(__name__)

# Mails of their own about the questions of one sender, while there are few enough of all.
SINGLE_MAILS_OF_ONE = 3
LAST_CALL = timedelta(minutes=15)
NEWS = "contacts/email/inquiry"
ACKNOWLEDGEMENT = "contacts/email/acknowledgement"
ACKNOWLEDGED_ONCE_PER = timedelta(hours=1)
ACKNOWLEDGED_OF_ONE = 5  # sender, within ten minutes


def key(inquiry: Inquiry, what: str) -> str:
    """Return the key of a message about an inquiry; all of one inquiry begin alike."""
    return f"inquiry:{inquiry.reference}:{what}"


class Mails(NamedTuple):
    """What is written of an inquiry, perhaps before it is stored and has a number."""

    news: Message
    acknowledgement: Message
    number: int  # By which the news call it. One by lot, as no text of a stranger's holds it.


def compose(inquiry: Inquiry) -> Mails:
    """Write both mails of an inquiry: all who write wait while it is stored, and not for this."""
    number, inquiry.pk = inquiry.pk, inquiry.pk or 10**18 + secrets.randbelow(10**18)
    try:
        said, news = inquiry.pk, _composed(inquiry, _address_of(inquiry.contact), NEWS, "press")
    finally:
        inquiry.pk = number
    acknowledgement = mail.compose(
        ACKNOWLEDGEMENT,
        to=inquiry.email,
        context={
            "reference": inquiry.reference,
            "press_contact": inquiry.contact,
            "deadline": inquiry.deadline,
        },
        html=False,
        language=inquiry.language,
        headers={"Auto-Submitted": "auto-replied"},
        key=key(inquiry, "acknowledgement"),
    )
    return Mails(news, acknowledgement, said)


def announce(inquiry: Inquiry, sender: str = "", mails: Mails | None = None) -> None:
    """Tell the press contact of a new inquiry, and the journalist that it has arrived.

    `sender` is what counts as one (`rates.host_of`); without one, as for what staff release,
    only the limits for all apply. `mails` are what was written of it already, if anything.
    """
    mails = mails or compose(inquiry)
    told = settings.PRESS_INBOX
    is_told = _has_mail_of_its_own(inquiry, sender)
    if is_told:
        mails.news.text = mails.news.text.replace(str(mails.number), str(inquiry.pk))
        told = mail.put(mails.news).to
    if is_told != bool(inquiry.told_at):
        inquiry.told_at = timezone.now() if is_told else None
        update(inquiry, told_at=inquiry.told_at)
    if _is_acknowledged(inquiry, sender):
        mails.acknowledgement.reply_to = [*dict.fromkeys([told, settings.PRESS_INBOX])]
        mail.put(mails.acknowledgement)


def _has_mail_of_its_own(inquiry: Inquiry, sender: str) -> bool:
    # Calls for help are counted apart, so that no flood of questions makes one wait.
    what = "mail of a call for help" if inquiry.is_call_for_help else "inquiry mail"
    if sender and not rates.count_if_allowed(
        what, sender, limit=SINGLE_MAILS_OF_ONE, per=SINGLE_PER
    ):
        return False
    return take_single(what)


def _is_acknowledged(inquiry: Inquiry, sender: str) -> bool:
    """Count a mail that tells the journalist the reference, where this mailbox may have one now.

    It says nothing that was typed: the form must not become a way to mail strangers a text.
    """
    limits = [rates.Limit("acknowledgement", mailbox(inquiry.email), 1, ACKNOWLEDGED_ONCE_PER)]
    if sender:
        what = "acknowledgement to host"
        limits.append(rates.Limit(what, sender, ACKNOWLEDGED_OF_ONE, SINGLE_PER))
    try:
        rates.count_each(limits)
    except rates.TooOftenError:
        return False
    return True


def tell_owner(inquiry: Inquiry, owner: User, by: User) -> None:
    """Tell a member of staff that `by` has given them an inquiry; an answer goes to `by`."""
    what = f"assigned {timezone.now().isoformat()}"
    mail.enqueue(
        "contacts/email/assigned",
        to=owner.email,
        fallback_to=settings.PRESS_INBOX,
        reply_to=[by.email],
        context={"inquiry": inquiry, "by": by},
        key=key(inquiry, what),
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
    due = _due(now).order_by("escalate_at").values_list("deadline", "pk")
    # By urgency here, so that the database can take them from the index of that time.
    for _deadline, pk in sorted(due):
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
    if take_single("escalation mail"):
        what = f"escalation {inquiry.escalate_at.isoformat()}"
        _remind(inquiry, what)
        inquiry.told_at = inquiry.told_at or now
    else:
        inquiry.told_at = None
    inquiry.escalate_at = next_escalation(now, inquiry.deadline, inquiry.received_at)
    inquiry.save(update_fields=["escalate_at", "told_at"])
    return True


def _remind(inquiry: Inquiry, what: str) -> None:
    """Write to the deputy, and to whoever has said that they answer it."""
    template = "contacts/email/escalation"
    to = _address_of(_deputy(inquiry))
    mail.put(_composed(inquiry, to, template, what))
    owner = inquiry.owner
    if owner and owner.is_active and owner.email.casefold() != to.casefold():
        mail.put(_composed(inquiry, owner.email, template, f"{what} owner"))


def _deputy(inquiry: Inquiry) -> PressContact | None:
    """Return who stands in for the contact of an inquiry, or for the press office."""
    contact = inquiry.contact
    deputy = contact.deputy.on_duty if contact and contact.deputy else None
    for other in [deputy, PressContact.objects.on_duty()]:
        if other and other != contact:
            return other
    return None


def _address_of(contact: PressContact | None) -> str:
    """Return where a contact is written to: the press office's inbox where they are not there."""
    address = "" if contact is None or contact.is_away else contact.email
    return address or settings.PRESS_INBOX


def _composed(inquiry: Inquiry, to: str, template: str, what: str) -> Message:
    return mail.compose(
        template,
        to=to,
        fallback_to=settings.PRESS_INBOX,
        reply_to=[inquiry.email],
        context={"inquiry": inquiry},
        html=False,
        key=key(inquiry, what),
    )
