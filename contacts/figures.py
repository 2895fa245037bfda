"""How fast the press office answers, month by month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.utils import timezone

from ijmsite.staff.charts import months

from .models import Inquiry

Status = Inquiry.Status


@dataclass(frozen=True)
class Month:
    """What became of the questions that came in within one month of the office's calendar.

    Spam is not counted, nor what was closed without an answer. A question has kept or missed its
    deadline once it is answered, or once the deadline has passed.
    """

    first: date
    received: int
    answered: int
    median: timedelta | None  # from arrival to answer
    due: int
    in_time: int

    @property
    def share_in_time(self) -> int | None:
        """Return how many of a hundred were answered before their deadline."""
        return round(100 * self.in_time / self.due) if self.due else None


def by_month(now: datetime) -> list[Month]:
    """Return the last twelve months, the present one included, the oldest first."""
    firsts = months(-11, timezone.localdate(now))
    start = timezone.make_aware(datetime.combine(firsts[0], time.min))
    counted = Inquiry.objects.filter(status__in=[Status.NEW, Status.ANSWERED])
    counted = counted.filter(received_at__gte=start, received_at__lte=now)
    found = defaultdict(list)
    # Computed here and not in SQL: the two databases have no median in common.
    for row in counted.values_list("received_at", "answered_at", "deadline").iterator():
        found[timezone.localdate(row[0]).replace(day=1)].append(row)
    return [_month(first, found[first], now) for first in firsts]


def _month(first: date, rows: list[tuple], now: datetime) -> Month:
    took = [answered - received for received, answered, _deadline in rows if answered]
    judged = [
        bool(answered) and answered <= deadline
        for _received, answered, deadline in rows
        if deadline and (answered or deadline < now)
    ]
    return Month(
        first,
        received=len(rows),
        answered=len(took),
        median=median(took) if took else None,
        due=len(judged),
        in_time=sum(judged),
    )
