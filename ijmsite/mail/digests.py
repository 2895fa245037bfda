"""An inbox that hears of everything, but not by a thousand mails: what is much comes together."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from ijmsite import mail
from ijmsite.web import rates

# So many mails of their own within ten minutes; what is more comes together in one.
SINGLE_MAILS = 10
SINGLE_PER = timedelta(minutes=10)
DIGEST_PER = timedelta(minutes=10)
# As many as one mail describes; the others stand in it by their reference.
LISTED = 100
# As many as one mail tells of; the others come with the next one.
TOLD = 5000


def take_single(what: str) -> bool:
    """Count a mail of this kind, and tell whether it may come by itself."""
    return rates.count_if_allowed(what, "", limit=SINGLE_MAILS, per=SINGLE_PER)


def take_turn(what: str) -> bool:
    """Tell whether ten minutes have passed since the last digest of this kind, and count one."""
    return rates.count_if_allowed(what, "", limit=1, per=DIGEST_PER)


def tell_of(
    rows: QuerySet,
    *,
    template: str,
    to: str,
    key: str,
    now: datetime,
    may_send: Callable[[], bool],
    reference: str = "pk",
) -> int:
    """Tell an inbox by one mail of rows whose `told_at` is empty, and return how many.

    The template finds as many as one mail describes as `rows`, the references of the others as
    `others`, and `count`. `may_send` is asked behind the lock.
    """
    # A look first, without holding up those who write: most of the time there is nothing.
    # Not by `exists`, which drops the order by which SQLite takes the index of what is untold.
    if rows.order_by("id").values("pk").first() is None:
        return 0
    with transaction.atomic():
        found = dict(rows.select_for_update().values_list("pk", reference)[:TOLD])
        # Asked here: another worker's digest holds other rows than ours.
        if not found or not may_send():
            return 0
        mail.enqueue(template, to=to, context=_told(rows, found) | {"now": now}, key=key)
        return rows.model.objects.filter(pk__in=found).update(told_at=now)


def _told(rows: QuerySet, found: dict) -> dict:
    """Return what a digest says of rows, given as their references by key."""
    keys, references = [*found], [*found.values()]
    listed = rows.model.objects.in_bulk(keys[:LISTED])
    return {
        "rows": [listed[key] for key in keys[:LISTED]],
        "others": references[LISTED:],
        "count": len(keys),
    }
