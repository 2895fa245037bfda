from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import holidays

# Whose holidays count: those of the province where the office is, or, for terms that a federal
# law sets, those of the federal government (Interpretation Act, R.S.C. 1985, c. I-21, s. 35).
ONTARIO, FEDERAL = "ON", "federal"


@lru_cache(maxsize=1000)
def is_business_day(day: date, where: str = ONTARIO) -> bool:
    """Tell whether offices work on `day`, by the holidays of Ontario or the federal ones."""
    return day.weekday() < 5 and day not in _holidays(where, day.year)


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


@lru_cache(maxsize=10)
def days_off(year: int) -> tuple[date, ...]:
    """Return the weekdays of `year` on which no office works."""
    closed = _calendar()(subdiv=ONTARIO, years=year)
    return tuple(sorted(day for day in closed if day.weekday() < 5))


@lru_cache(maxsize=100)
def _holidays(where: str, year: int) -> frozenset[date]:
    # Of one year, and whole before another thread can ask: the library fills years as they come.
    if where == FEDERAL:
        return frozenset(_calendar()(categories=holidays.GOVERNMENT, years=year))
    return frozenset(_calendar()(subdiv=where, years=year))


@cache
def _calendar() -> type[holidays.HolidayBase]:
    """Return the library's calendar of Canada, and load no other one.

    Asked for in the usual way, it loads those of 250 countries with it: a sixth of a web
    process's memory and of the time until its first page.
    """
    path = Path(holidays.__file__).parent / "countries" / "canada.py"
    spec = spec_from_file_location("holidays_of_canada", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Canada
