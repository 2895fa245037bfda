"""How many sign up and how many events are to come, by month and idea."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from ijmsite.staff.charts import months

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
    start = timezone.make_aware(datetime.combine(firsts[0], time.min))
    counted = Fundraiser.objects.filter(set_aside_at=None)
    counted = counted.filter(signed_up_at__gte=start, signed_up_at__lte=now)
    found = counted.values_list("signed_up_at", "idea").iterator()
    return _by_month(firsts, [(timezone.localdate(at), idea) for at, idea in found])


def events(now: datetime) -> list[Month]:
    """Return the events to come, from today on, in this month and the eleven after it."""
    today = timezone.localdate(now)
    firsts = months(0, today)
    coming = Fundraiser.objects.event_coming(today)
    return _by_month(firsts, coming.values_list("event_date", "idea").iterator())


def _by_month(firsts: list[date], rows) -> list[Month]:
    found = {first: Counter() for first in firsts}
    for day, idea in rows:
        # An event may be years away.
        if (first := day.replace(day=1)) in found:
            found[first][idea] += 1
    return [Month(first, ideas) for first, ideas in found.items()]
