from datetime import date

import pytest

from ijmsite.pages.workdays import add_business_days


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
