"""One mail about many inquiries: those of a flood, and those that were put aside."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ijmsite import mail

from ..models import Inquiry

FLOOD_DIGEST_PER = timedelta(minutes=10)
# As many as one mail lists; the desk shows the others.
LISTED = 100
QUARANTINE_DIGEST_HOUR = 8  # of the office


def tell_of_flood(now: datetime) -> int:
    """Tell the press inbox of the open inquiries that had no mail of their own; return how many."""
    stretch = int(now.timestamp() // FLOOD_DIGEST_PER.total_seconds())
    untold = Inquiry.objects.untold().by_urgency()
    return _send("contacts/email/flood", f"inquiry digest:{stretch}", untold, now)


def tell_of_quarantine(now: datetime) -> int:
    """Tell the press inbox, once on a day, what was put aside since; return how many."""
    local = timezone.localtime(now)
    if local.hour < QUARANTINE_DIGEST_HOUR:
        return 0
    suspected = Inquiry.objects.suspected().filter(told_at=None).order_by("suspicion", "id")
    return _send("contacts/email/quarantine", f"quarantine digest:{local.date()}", suspected, now)


@transaction.atomic
def _send(template: str, key: str, inquiries, now: datetime) -> int:
    # Read before the lock: most of the time there is nothing.
    if not inquiries.exists() or mail.is_stored(key):
        return 0
    found = list(inquiries.select_for_update())
    mail.enqueue(
        template,
        to=settings.PRESS_INBOX,
        context={"inquiries": found[:LISTED], "more": max(0, len(found) - LISTED)},
        key=key,
    )
    return Inquiry.objects.filter(pk__in=[i.pk for i in found]).update(told_at=now)
