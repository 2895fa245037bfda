"""How fast the press office answers, month by month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Case, F, FloatField, Func, Q, When
from django.utils import timezone

from ijmsite.staff.charts import months, number_of_month

from .models import Inquiry

Status = Inquiry.Status


class Minutes(Func):
    """A time in minutes, by what each engine can do itself."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) / 60.0)::float"
    output_field = FloatField()

    def as_sqlite(self, compiler, connection, **context):
        template = "(JULIANDAY(%(expressions)s) * 1440.0)"
        return self.as_sql(compiler, connection, template=template, **context)


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
    starts = [timezone.make_aware(datetime.combine(first, time.min)) for first in firsts]
    counted = Inquiry.objects.filter(status__in=[Status.NEW, Status.ANSWERED])
    counted = counted.filter(received_at__gte=starts[0], received_at__lte=now).order_by()
    is_due = Q(deadline__isnull=False) & (Q(answered_at__isnull=False) | Q(deadline__lt=now))
    found = defaultdict(list)
    # The median is computed here and not in SQL, which the two databases have none in common for;
    # what can be said in numbers is: to make a time of each would take most of the time.
    for month, *row in counted.values_list(
        number_of_month("received_at", starts),
        Minutes("answered_at") - Minutes("received_at"),
        Case(When(is_due, then=1), default=0),
        Case(When(answered_at__lte=F("deadline"), then=1), default=0),
    ).iterator():
        found[month].append(row)
    return [_month(first, found[number]) for number, first in enumerate(firsts)]


def _month(first: date, rows: list[list]) -> Month:
    took = [minutes for minutes, _due, _in_time in rows if minutes is not None]
    return Month(
        first,
        received=len(rows),
        answered=len(took),
        median=timedelta(seconds=round(60 * median(took))) if took else None,
        due=sum(due for _minutes, due, _in_time in rows),
        in_time=sum(in_time for _minutes, _due, in_time in rows),
    )
