from datetime import date, timedelta

import holidays


def add_business_days(day: date, count: int) -> date:
    """Return the date `count` business days after `day`, by the holidays of Ontario."""
    closed = holidays.country_holidays("CA", subdiv="ON")
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            count -= 1
    return day
