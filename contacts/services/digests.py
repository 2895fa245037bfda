"""One mail about many inquiries: those of a flood, and those that were put aside."""

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from ijmsite import mail
from ijmsite.mail import digests

from ..models import Inquiry

QUARANTINE_DIGEST_HOUR = 8  # of the office


def tell_of_flood(now: datetime) -> int:
    """Tell the press inbox of the open inquiries that had no mail of their own; return how many."""
    nearest_first = F("deadline").asc(nulls_last=True)
    return digests.tell_of(
        Inquiry.objects.untold().order_by("-is_call_for_help", nearest_first, "id"),
        template="contacts/email/flood",
        to=settings.PRESS_INBOX,
        key=f"inquiry digest:{now.isoformat()}",
        now=now,
        may_send=lambda: digests.take_turn("inquiry digest"),
        reference="reference",
    )


def tell_of_quarantine(now: datetime) -> int:
    """Tell the press inbox, once on a day, what was put aside since; return how many."""
    local = timezone.localtime(now)
    key = f"quarantine digest:{local.date()}"
    if local.hour < QUARANTINE_DIGEST_HOUR or mail.is_stored(key):
        return 0
    return digests.tell_of(
        Inquiry.objects.suspected().filter(told_at=None).order_by("suspicion", "id"),
        template="contacts/email/quarantine",
        to=settings.PRESS_INBOX,
        key=key,
        now=now,
        may_send=lambda: not mail.is_stored(key),
        reference="reference",
    )
