"""The deletion of what has been kept long enough, night by night.

What that is, each app says itself, in its module `personal`.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from ijmsite.web import rates
from ijmsite.web.pings import ping

from . import receipts
from .models import Receipt
from .personal import Purge, all_purges

# Deleted in one transaction: others who write wait no longer than that on SQLite.
CHUNK = 200
# By the clock of the office, when nobody is at work.
AT_NIGHT = time(3)
NIGHTLY = "the nightly purge"


def expired(now: datetime) -> dict[Purge, int]:
    """Return how many rows of each kind have been kept long enough at `now`."""
    return {purge: purge.expired(now).count() for purge in all_purges()}


def purge(
    now: datetime, report: Callable[[Purge, int], object] = lambda *_: None
) -> dict[str, int]:
    """Delete what has been kept long enough at `now`, and return how many rows of each kind.

    It goes in chunks, and `report` hears after each of them how many there were so far. What is
    broken off at any moment, or killed, has a receipt of what it did; the next time goes on
    behind it.
    """
    counts: dict[str, int] = {}
    failures = []
    receipt = None
    for one in all_purges():
        try:
            while deleted := _delete_some(one, now, counts, receipt):
                receipt = deleted
                counts = receipt.counts
                report(one, counts[one.name])
        except Exception as error:
            # What cannot be deleted keeps nothing else longer than we promise.
            failures.append(error)
    if failures:
        raise failures[0]
    ping("PURGE")
    return counts


def purge_at_night(now: datetime) -> None:
    """Purge once a day, at three in the office's night or as soon as a worker runs after that."""
    local = timezone.localtime(now)
    tonight, once_a_day = str(local.date()), timedelta(days=1)
    if local.time() < AT_NIGHT or rates.ends_at(NIGHTLY, tonight, limit=1, per=once_a_day):
        return
    purge(now)
    # Counted when it is done: what was broken off goes on with the next round. Of several workers
    # two may do it, and each finds what the other has left.
    rates.count_if_allowed(NIGHTLY, tonight, limit=1, per=once_a_day)


@transaction.atomic
def _delete_some(
    one: Purge, now: datetime, counts: dict[str, int], receipt: Receipt | None
) -> Receipt | None:
    """Delete a chunk, and return the receipt of all that is deleted now; None: nothing is left."""
    rows = one.expired(now).order_by("pk")
    # Locked: what somebody takes up again at this moment, such as a closed inquiry, is not gone.
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)[:CHUNK])
    deleted = one.erase(rows.model._base_manager.filter(pk__in=keys)) if keys else 0
    if not deleted:
        return None
    counts = counts | {one.name: counts.get(one.name, 0) + deleted}
    return receipts.write(Receipt.Kind.PURGE, counts, instead_of=receipt)
