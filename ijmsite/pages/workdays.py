from datetime import date, timedelta
from functools import lru_cache

import holidays

# Whose holidays count: those of the province where the office is, or, for terms that a federal
# law sets, those of the federal government (Interpretation Act, R.S.C. 1985, c. I-21, s. 35).
ONTARIO, FEDERAL = "ON", "federal"


@lru_cache(maxsize=1000)
def is_business_day(day: date, where: str = ONTARIO) -> bool:
    """Tell whether offices work on `day`, by the holidays of Ontario or the federal ones."""
    return day.weekday() < 5 and day not in _holidays(where)


def add_business_days(day: date, count: int, where: str = ONTARIO) -> date:
    """Return the date `count` business days after `day`."""
    while count:
        day += timedelta(days=1)
        if is_business_day(day, where):
            count -= 1
    return day


def business_days_between(start: date, end: date, where: str = ONTARIO) -> int:
    """Return how many business days come after `start`, up to and with `end`."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_business_day(day, where) for day in days)


def days_off(year: int) -> list[date]:
    """Return the weekdays of `year` on which no office works."""
    closed = holidays.country_holidays("CA", subdiv="ON", years=year)
    return sorted(day for day in closed if day.weekday() < 5)


@lru_cache
def _holidays(where: str) -> holidays.HolidayBase:
    if where == FEDERAL:
        return holidays.country_holidays("CA", categories=holidays.GOVERNMENT)
    return holidays.country_holidays("CA", subdiv=where)
