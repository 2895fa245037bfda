"""The calendar file: what programs read of it, and its lines as RFC 5545 wants them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from .planned import make

pytestmark = pytest.mark.django_db
TORONTO = ZoneInfo("America/Toronto")


@pytest.fixture(autouse=True)
def winter(time_machine):
    time_machine.move_to("2027-01-04T15:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def made(client):
    """Return a function that posts the form and reads the file."""

    def made(**fields):
        response = make(client, "calendar", **fields)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        return Calendar.from_ical(response.content)

    return made


def test_is_a_file_to_download_under_one_name_for_all(client):
    response = make(client, "calendar", title="Naïve “name”.ics; filename=x.exe")

    assert response["Content-Disposition"] == 'attachment; filename="fundraiser.ics"'


def test_holds_the_event_at_that_hour_wherever_it_is(made):
    """Vancouver's half past ten is no half past seven: a local time names no zone (RFC 5545)."""
    calendar = made()
    event = calendar.events[0]

    assert event["SUMMARY"] == "Polar dip at Harrow Bay"
    assert event["LOCATION"] == "Beach House, 12 Quay Street"
    assert "TZID" not in event["DTSTART"].params
    assert event.start == datetime(2027, 3, 6, 10, 30)  # noqa: DTZ001 (a local time names no zone)
    assert event.end - event.start == timedelta(hours=2)
    assert not calendar.timezones


def test_without_a_time_fills_its_day_and_needs_no_zone(made):
    calendar = made(starts_at="", place="")
    event = calendar.events[0]

    assert (event.start, event.end) == (date(2027, 3, 6), date(2027, 3, 7))
    assert "LOCATION" not in event
    assert not calendar.timezones


def test_holds_each_step_as_a_day_of_its_own(made):
    steps = made(event_date="2027-03-20").events[1:]

    assert [(step.start, str(step["SUMMARY"])) for step in steps] == [
        (date(2027, 1, 23), "Choose a place and a day"),
        (date(2027, 1, 30), "Ask a friend to help"),
        (date(2027, 2, 6), "Tell us what you are planning"),
        (date(2027, 2, 13), "Check permits and insurance"),
        (date(2027, 2, 20), "Invite people"),
        (date(2027, 3, 6), "Ask again, and count heads"),
        (date(2027, 3, 13), "Buy what you need"),
        (date(2027, 3, 22), "Thank everybody"),
        (date(2027, 3, 27), "Hand in the money"),
    ]
    assert {step["TRANSP"] for step in steps} == {"TRANSPARENT"}
    assert all(step.end - step.start == timedelta(days=1) for step in steps)


def test_leaves_out_the_steps_that_have_passed_but_not_the_one_of_today(made):
    # 28 days before.
    steps = made(event_date="2027-02-01").events[1:]

    assert steps[0].start == date(2027, 1, 4)
    assert [step["SUMMARY"] for step in steps] == [
        "Invite people",
        "Ask again, and count heads",
        "Buy what you need",
        "Thank everybody",
        "Hand in the money",
    ]


def test_counts_days_by_the_clock_of_the_office(made, winter):
    # Still the fourth in Toronto.
    winter.move_to("2027-01-05T02:00:00Z", tick=False)

    assert made(event_date="2027-02-01").events[1].start == date(2027, 1, 4)


def test_each_entry_leads_to_the_plan_and_the_guide(made, settings):
    settings.SITE_URL = "https://news.example"
    plan = "https://news.example/fundraise/plan/"
    guide = "https://news.example/fundraise/guide/"

    for entry in made().events:
        assert entry["URL"] == plan
        assert f"keeps everybody safe: {plan}\n\n" in entry["DESCRIPTION"]
        assert entry["DESCRIPTION"].endswith(f"The guide for fundraisers: {guide}")


def test_speaks_the_language_of_the_page(client):
    response = make(client, "calendar", path="/fr/fundraise/plan/", event_date="2027-03-20")
    calendar = Calendar.from_ical(response.content)
    step = calendar.events[1]

    assert step["SUMMARY"] == "Choisissez un lieu et une date"
    assert step["SUMMARY"].params["LANGUAGE"] == "fr"
    assert "/fr/fundraise/guide/" in step["DESCRIPTION"]
    assert calendar["PRODID"].endswith("//FR")


def test_the_same_event_has_the_same_names_whenever_it_is_made(made, winter):
    first = [entry["UID"] for entry in made().events]
    winter.shift(timedelta(days=1))
    again = [entry["UID"] for entry in made().events]
    other = [entry["UID"] for entry in made(title="Another").events]

    assert set(again) <= set(first)
    assert len({*first}) == len(first)
    assert not {*first} & {*other}
    assert not any("Polar" in name or "Harrow" in name for name in first)


def test_says_when_it_was_made(made):
    stamps = {entry["DTSTAMP"].dt.isoformat() for entry in made().events}

    assert stamps == {"2027-01-04T15:00:00+00:00"}


@pytest.mark.parametrize(
    "title",
    [
        "Cake, coffee; and \\n more",
        "🎉" * 80,
        "BEGIN:VEVENT",
        "é" * 80,
        'Say "hi": now',
        "X-A;B=C:D",
    ],
)
def test_whatever_the_title_lines_are_as_the_standard_wants_them(client, title):
    content = make(client, "calendar", title=title, place=title).content
    lines = content.split(b"\r\n")

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines), "no letter is cut in two"
    event = Calendar.from_ical(content).events[0]
    assert event["SUMMARY"] == title
    assert event["LOCATION"] == title
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT")


def test_says_what_it_is(client):
    lines = make(client, "calendar").content.split(b"\r\n")

    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"VERSION:2.0" in lines
    assert b"PRODID:-//IJM Canada//Newsroom//EN" in lines
