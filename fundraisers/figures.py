"""How many sign up and how many events are to come, by month and idea."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Case, Count, QuerySet
from django.utils import timezone

from ijmsite.staff.charts import months, number_of_month

from .models import Fundraiser


@dataclass(frozen=True)
class Month:
    first: date
    ideas: Counter[str]  # "" where none was named


def sign_ups(now: datetime) -> list[Month]:
    """Return who signed up in the last twelve months of the office's calendar, this one included.

    What a program seems to have typed is not counted.
    """
    firsts = months(-11, timezone.localdate(now))
    starts = [timezone.make_aware(datetime.combine(first, time.min)) for first in firsts]
    counted = Fundraiser.objects.filter(set_aside_at=None)
    counted = counted.filter(signed_up_at__gte=starts[0], signed_up_at__lte=now)
    return _by_month(firsts, counted, number_of_month("signed_up_at", starts))


def events(now: datetime) -> list[Month]:
    """Return the events to come, from today on, in this month and the eleven after it."""
    today = timezone.localdate(now)
    firsts = months(0, today)
    # An event may be years away.
    end = months(12, today)[0]
    coming = Fundraiser.objects.event_coming(today).filter(event_date__lt=end)
    return _by_month(firsts, coming, number_of_month("event_date", firsts))


def _by_month(firsts: list[date], rows: QuerySet, number: Case) -> list[Month]:
    found = [Counter() for _first in firsts]
    counted = rows.order_by().values_list(number, "idea").annotate(count=Count("pk"))
    for month, idea, count in counted:
        found[month][idea] = count
    return [Month(first, ideas) for first, ideas in zip(firsts, found, strict=True)]
