from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=1000)
def is_business_day(day: date) -> bool:
    """Tell whether offices work on `day`, by the holidays of Ontario."""
    return day.weekday() < 5 and day not in holidays.country_holidays("CA", subdiv="ON")


def add_business_days(day: date, count: int) -> date:
    """Return the date `count` business days after `day`, by the holidays of Ontario."""
    while count:
        day += timedelta(days=1)
        if is_business_day(day):
            count -= 1
    return day


def days_off(year: int) -> list[date]:
    """Return the weekdays of `year` on which no office works."""
    closed = holidays.country_holidays("CA", subdiv="ON", years=year)
    return sorted(day for day in closed if day.weekday() < 5)
