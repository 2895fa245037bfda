"""One mail about many inquiries: those of a flood, and those that were put aside."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ijmsite import mail
from ijmsite.web import rates

from ..models import Inquiry

FLOOD_DIGEST_PER = timedelta(minutes=10)
QUARANTINE_DIGEST_HOUR = 8  # of the office
# As many as one mail describes; the others stand in it by their reference.
LISTED = 100
# As many as one mail tells of; the others come with the next one.
TOLD = 5000


def tell_of_flood(now: datetime) -> int:
    """Tell the press inbox of the open inquiries that had no mail of their own; return how many."""
    nearest_first = F("deadline").asc(nulls_last=True)
    untold = Inquiry.objects.untold().order_by("-is_call_for_help", nearest_first, "id")

    def may_send() -> bool:
        return rates.allows("inquiry digest", "", limit=1, per=FLOOD_DIGEST_PER)

    key = f"inquiry digest:{now.isoformat()}"
    return _send("contacts/email/flood", key, untold, now, may_send)


def tell_of_quarantine(now: datetime) -> int:
    """Tell the press inbox, once on a day, what was put aside since; return how many."""
    local = timezone.localtime(now)
    key = f"quarantine digest:{local.date()}"
    if local.hour < QUARANTINE_DIGEST_HOUR or mail.is_stored(key):
        return 0
    suspected = Inquiry.objects.suspected().filter(told_at=None).order_by("suspicion", "id")
    return _send("contacts/email/quarantine", key, suspected, now, lambda: not mail.is_stored(key))


def _send(template: str, key: str, inquiries, now: datetime, may_send: Callable[[], bool]) -> int:
    # A look first, without holding up those who write: most of the time there is nothing.
    # Not by `exists`, which drops the order by which SQLite takes the index of what is untold.
    if inquiries.order_by("id").values("pk").first() is None:
        return 0
    with transaction.atomic():
        rows = inquiries.select_for_update().values_list("pk", "reference")
        found = dict(rows[:TOLD])
        # Asked behind the lock: another worker's digest holds other inquiries than ours.
        if not found or not may_send():
            return 0
        mail.enqueue(
            template, to=settings.PRESS_INBOX, context=_told(found) | {"now": now}, key=key
        )
        return Inquiry.objects.filter(pk__in=found).update(told_at=now)


def _told(found: dict[int, str]) -> dict:
    """Return what a digest says of inquiries, given as their references by key."""
    keys, references = [*found], [*found.values()]
    listed = Inquiry.objects.in_bulk(keys[:LISTED])
    return {
        "inquiries": [listed[key] for key in keys[:LISTED]],
        "others": references[LISTED:],
        "count": len(keys),
    }
