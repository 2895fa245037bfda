import sys
from datetime import date

import pytest

from ijmsite.pages.workdays import (
    FEDERAL,
    add_business_days,
    business_days_between,
    days_off,
    is_business_day,
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 17), date(2026, 11, 20)),
        # Over a weekend.
        (date(2026, 11, 19), date(2026, 11, 24)),
        # Over Christmas and Boxing Day, which falls on a Saturday and is kept on the Monday.
        (date(2026, 12, 24), date(2026, 12, 31)),
        # From a Saturday.
        (date(2026, 11, 21), date(2026, 11, 25)),
    ],
)
def test_counts_business_days_of_ontario(day, expected):
    assert add_business_days(day, 3) == expected


@pytest.mark.parametrize(
    ("day", "ontario", "federal"),
    [
        (date(2026, 7, 1), False, False),  # Canada Day
        (date(2026, 2, 16), False, True),  # Family Day
        (date(2026, 9, 30), True, False),  # National Day for Truth and Reconciliation
        (date(2026, 11, 11), True, False),  # Remembrance Day
        (date(2026, 11, 12), True, True),
    ],
)
def test_ontario_and_the_federal_government_keep_other_holidays(day, ontario, federal):
    assert is_business_day(day) is ontario
    assert is_business_day(day, FEDERAL) is federal


def test_loads_the_calendar_of_no_other_country():
    assert date(2026, 2, 16) in days_off(2026)
    assert "holidays.countries.france" not in sys.modules


def test_counts_the_business_days_between_two_days():
    assert business_days_between(date(2026, 11, 9), date(2026, 11, 9)) == 0
    assert business_days_between(date(2026, 11, 6), date(2026, 11, 13)) == 5
    assert business_days_between(date(2026, 11, 6), date(2026, 11, 13), FEDERAL) == 4
