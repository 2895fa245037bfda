"""One mail about many sign-ups: those of a flood, and those of a morning.

They name sign-ups by their numbers alone: names and addresses stay where they can be erased.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ijmsite import mail
from ijmsite.mail import digests
from ijmsite.pages.workdays import is_business_day

from ..models import Fundraiser

MORNING = 8  # by the clock of the office


def tell_of_flood(now: datetime) -> int:
    """Tell the fundraising inbox of the sign-ups that had no mail of their own; return how many."""
    return digests.tell_of(
        Fundraiser.objects.untold().order_by("contact_by", "id"),
        template="fundraisers/email/flood",
        to=settings.FUNDRAISING_INBOX,
        key=f"sign-up digest:{now.isoformat()}",
        now=now,
        may_send=lambda: digests.take_turn("sign-up digest"),
    )


def tell_of_morning(now: datetime) -> bool:
    """Say, once on a business day, whom we promised a first word and what was put aside since."""
    local = timezone.localtime(now)
    today = local.date()
    key = f"sign-ups of the morning:{today}"
    if local.hour < MORNING or not is_business_day(today) or mail.is_stored(key):
        return False
    with transaction.atomic():
        # Locked, so that of two workers one tells, and marks what it has told.
        aside = Fundraiser.objects.to_judge().filter(told_at=None).order_by("id")
        keys = [*aside.select_for_update().values_list("pk", flat=True)[: digests.TOLD]]
        tasks = Fundraiser.objects.untouched().order_by("contact_by", "id")
        due_today, overdue = tasks.filter(contact_by=today), tasks.overdue(today)
        told = {"due": _listed(due_today), "overdue": _listed(overdue), "aside": keys}
        if not any(told.values()) or mail.is_stored(key):
            return False
        mail.enqueue(
            "fundraisers/email/morning",
            to=settings.FUNDRAISING_INBOX,
            context=told | {"count": due_today.count() + overdue.count(), "today": today},
            key=key,
        )
        Fundraiser.objects.filter(pk__in=keys).update(told_at=now)
        return True


def _listed(rows) -> list[Fundraiser]:
    return list(rows[: digests.LISTED])
