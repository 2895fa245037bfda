"""When the office is open, by its own clock and the holidays of Ontario."""

from datetime import datetime

import pytest
from django.utils import translation

from ijmsite.pages import office


def moment(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # A Monday in winter: 9:00 in Toronto is 14:00 UTC.
        ("2026-11-30T13:59:59+00:00", False),
        ("2026-11-30T14:00:00+00:00", True),
        ("2026-11-30T21:59:59+00:00", True),
        ("2026-11-30T22:00:00+00:00", False),
        # In summer it is 13:00 UTC.
        ("2026-07-06T13:00:00+00:00", True),
        ("2026-07-06T21:00:00+00:00", False),
        # A Saturday, a Sunday, Christmas.
        ("2026-11-28T15:00:00+00:00", False),
        ("2026-11-29T15:00:00+00:00", False),
        ("2026-12-25T15:00:00+00:00", False),
    ],
)
def test_is_open_in_office_hours_of_business_days(at, expected):
    assert office.is_open(moment(at)) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-30T08:59:00-05:00", "2026-11-30T09:00:00-05:00"),
        # Once it is open, the next opening is that of tomorrow.
        ("2026-11-30T09:00:00-05:00", "2026-12-01T09:00:00-05:00"),
        # Over a weekend, told in another zone.
        ("2026-11-28T01:00:00+01:00", "2026-11-30T09:00:00-05:00"),
        # Over Christmas and the weekend; Boxing Day is kept on the Monday.
        ("2026-12-24T17:00:00-05:00", "2026-12-29T09:00:00-05:00"),
        # Over the night in which the clocks are put forward.
        ("2027-03-12T18:00:00-05:00", "2027-03-15T09:00:00-04:00"),
    ],
)
def test_names_the_next_opening(at, expected):
    opening = office.next_opening(moment(at))

    assert opening.isoformat() == expected
    assert office.is_open(opening)


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        ("2026-11-30T10:00:00-05:00", "en", "Our office is open today until 5 p.m. EST."),
        (
            "2026-11-28T10:00:00-05:00",
            "en",
            "Our office is closed now. It opens on Monday, November 30 at 9 a.m. EST.",
        ),
        (
            "2026-07-04T10:00:00-04:00",
            "en",
            "Our office is closed now. It opens on Monday, July 6 at 9 a.m. EDT.",
        ),
    ],
)
def test_says_whether_it_is_open(at, language, words):
    with translation.override(language):
        assert office.state_in_words(moment(at)) == words


def test_writes_the_day_as_the_language_does():
    with translation.override("fr"):
        assert office.long_day(moment("2026-11-30T09:00:00-05:00")) == "lundi 30 novembre"


def test_follows_the_settings(settings):
    settings.OFFICE_HOURS = "08:30 - 16:00"
    settings.TIME_ZONE = "America/Vancouver"

    assert office.is_open(moment("2026-11-30T08:30:00-08:00"))
    assert not office.is_open(moment("2026-11-30T16:00:00-08:00"))
    assert office.city() == "Vancouver"


def test_while_it_is_open_that_is_said_in_the_language_in_force():
    at = moment("2026-11-30T15:00:00+00:00")
    said = [office.state_in_words(at)]
    with translation.override("fr"):
        said.append(office.state_in_words(at))

    assert said[0] == "Our office is open today until 5 p.m. EST."
    assert said[1].startswith("Notre bureau est ouvert")


def test_the_same_moment_is_said_by_the_clock_and_in_the_language_in_force(settings):
    at = moment("2026-11-28T12:00:00+00:00")
    first = office.state_in_words(at)
    with translation.override("fr"):
        french = office.state_in_words(at)
    # Where it opens at the same moment by another clock.
    settings.TIME_ZONE, settings.OFFICE_HOURS = "America/Chicago", "08:00-16:00"

    assert first.endswith("It opens on Monday, November 30 at 9 a.m. EST.")
    assert "lundi 30 novembre" in french
    assert office.state_in_words(at).endswith("It opens on Monday, November 30 at 8 a.m. CST.")
