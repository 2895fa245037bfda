"""A deadline is meant by the journalist's clock, where we know it, else by the office's."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from contacts.deadlines import DeadlineField, known_zone
from contacts.forms import InquiryForm

# In Toronto 10:00 EST, in Berlin 16:00, in Auckland 04:00 of the next day.
NOW = "2026-11-30T15:00:20Z"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def moment(typed, zone=""):
    field = DeadlineField(required=False)
    field.zone = zone
    deadline = field.clean(typed)
    return deadline and deadline.isoformat(timespec="minutes").removesuffix("+00:00")


def refused(typed, zone=""):
    with pytest.raises(ValidationError) as caught:
        moment(typed, zone)
    [error] = caught.value.error_list
    return error.code, error.messages[0]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("", "2026-12-01T14:00"),
        ("America/Toronto", "2026-12-01T14:00"),
        ("Europe/Berlin", "2026-12-01T08:00"),
        ("Pacific/Auckland", "2026-11-30T20:00"),
        ("Asia/Kolkata", "2026-12-01T03:30"),
        ("UTC", "2026-12-01T09:00"),
    ],
)
def test_reads_the_calendar_by_that_clock(zone, expected):
    assert moment("2026-12-01T09:00", zone) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("in 3 hours", "2026-11-30T18:00"),
        ("In 45 min", "2026-11-30T15:45"),
        ("dans 3 heures", "2026-11-30T18:00"),
        ("3 h", "2026-11-30T18:00"),
        ("in 2 days", "2026-12-02T15:00"),
        ("dans 2 jours", "2026-12-02T15:00"),
        # By the clock of Berlin.
        ("tomorrow 17:00", "2026-12-01T16:00"),
        ("Tomorrow, 5 p.m.", "2026-12-01T16:00"),
        ("tomorrow at 5pm", "2026-12-01T16:00"),
        ("tomorrow noon", "2026-12-01T11:00"),
        ("demain à 17 h", "2026-12-01T16:00"),
        ("demain 17\u00a0h\u00a030", "2026-12-01T16:30"),
        ("demain midi", "2026-12-01T11:00"),
        ("today 18:30", "2026-11-30T17:30"),
        ("aujourd'hui 18 h", "2026-11-30T17:00"),
        ("2026-12-01 09:00", "2026-12-01T08:00"),
        ("2026-12-01T09:00:00Z", "2026-12-01T09:00"),
        ("2026-12-01T09:00-05:00", "2026-12-01T14:00"),
    ],
)
def test_understands_what_is_typed_where_there_is_no_calendar(typed, expected):
    assert moment(typed, "Europe/Berlin") == expected


@pytest.mark.parametrize("typed", ["", None, "   "])
def test_may_stay_empty(typed):
    assert moment(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("tomorrow", "soon", "in hours", "in 3", "in 3 moons", "tomorrow 25:00", "demain 17:77"),
        *("tomorrow 13 pm", "2026-13-40T00:00", "17:00", "in \u0663 hours", "in 9999 h", "\x00"),
        *("\ud800", "x" * 10_000, "2026-12-01T09:00+99:00"),
    ],
)
def test_asks_again_where_it_is_none(typed):
    assert refused(typed)[0] == "invalid"


@pytest.mark.parametrize(
    ("typed", "zone", "words"),
    [
        (
            "2027-03-28T02:30",
            "Europe/Berlin",
            "On Sunday 28 March 2027 the clocks are put forward and 02:30 is left out. "
            "Please type 01:30 or 03:30.",
        ),
        (
            "2027-10-31T02:30",
            "Europe/Berlin",
            "On Sunday 31 October 2027 the clocks are put back and 02:30 comes twice. "
            "Please type 01:30 or 03:30.",
        ),
        (
            "2027-03-14T02:30",
            "",
            "On Sunday 14 March 2027 the clocks are put forward and 02:30 is left out. "
            "Please type 01:30 or 03:30.",
        ),
    ],
)
def test_a_time_must_be_there_just_once(typed, zone, words):
    assert refused(typed, zone) == ("ambiguous_timezone", words)


def test_in_another_zone_that_time_is_there():
    assert moment("2027-03-28T02:30", "America/Toronto") == "2027-03-28T06:30"


def test_in_three_hours_is_three_hours_in_the_night_of_the_change(clock):
    clock.move_to("2027-03-14T06:30:00Z", tick=False)

    assert moment("in 3 hours") == "2027-03-14T09:30"


@pytest.mark.parametrize(
    ("typed", "zone", "words"),
    [
        (
            "2026-11-30T15:59",
            "Europe/Berlin",
            "It is now 4 p.m. in Berlin: this time has passed.",
        ),
        ("2026-11-30T10:00", "", "It is now 10 a.m. in Toronto: this time has passed."),
        (
            "2026-11-30T10:00",
            "America/Argentina/Buenos_Aires",
            "It is now noon in Buenos Aires: this time has passed.",
        ),
    ],
)
def test_a_passed_time_is_told_by_that_clock(typed, zone, words):
    assert refused(typed, zone) == ("past", words)


@pytest.mark.parametrize(
    "typed", ["2032-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59-23:59"]
)
def test_a_time_years_ahead_is_a_slip(typed):
    assert refused(typed, "Pacific/Auckland")[0] == "far"


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "0001-01-01T00:00+14:00", "1900-01-01T00:00"]
)
def test_the_beginning_of_time_has_passed(typed):
    assert refused(typed, "Pacific/Auckland")[0] == "past"


@pytest.mark.parametrize(
    "name",
    [
        "localtime",
        "",
        "Mars/Olympus",
        "../etc/passwd",
        "/etc/localtime",
        "Europe/Berlin\n",
        "\x00",
        None,
    ],
)
def test_no_zone_where_there_is_none(name):
    assert known_zone(name) == ""


# Which browsers still say.
@pytest.mark.parametrize(
    "name",
    [
        "America/Buenos_Aires",
        "America/Godthab",
        "America/Indianapolis",
        "America/Louisville",
        "Asia/Calcutta",
        "Asia/Katmandu",
        "Asia/Rangoon",
        "Asia/Saigon",
        "Atlantic/Faeroe",
        "Europe/Kiev",
    ],
)
def test_knows_the_old_names_of_zones(name):
    assert known_zone(name) == name


def form(**data):
    fields = {"name": "Zoë", "email": "zoe@courier.example", "message": "Hello"}
    form = InquiryForm(fields | data)
    assert form.is_valid(), form.errors
    return form


def test_a_zone_that_is_nonsense_is_ignored_and_the_office_clock_counts():
    sent = form(deadline="2026-12-01T09:00", zone="Mars/Olympus\x00")

    assert sent.cleaned_data["zone"] == ""
    assert sent.cleaned_data["deadline"] == datetime.fromisoformat("2026-12-01T14:00Z")


def test_keeps_the_zone_of_the_journalist():
    sent = form(deadline="2026-12-01T09:00", zone="Europe/Berlin")

    assert sent.cleaned_data["zone"] == "Europe/Berlin"
    assert sent.cleaned_data["deadline"] == datetime.fromisoformat("2026-12-01T08:00Z")


def test_a_retry_counts_as_the_same_though_the_clock_goes_on(clock):
    first = form(deadline="in 3 hours", zone="Europe/Berlin")
    clock.shift(600)
    second = form(deadline="in 3 hours", zone="")

    assert first.cleaned_data["deadline"] != second.cleaned_data["deadline"]
    assert first.submission == second.submission


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "In the time of our office in Toronto."),
        (
            {"initial": {"rendered": "x"}},
            "In the time of our office in Toronto, where it is now 10 a.m. EST.",
        ),
        ({"data": {}}, "In the time of our office in Toronto, where it is now 10 a.m. EST."),
        ({"data": {"zone": "Europe/Berlin"}}, "Your time (Europe/Berlin)."),
    ],
)
def test_says_which_clock_is_meant(options, words):
    with translation.override("en"):
        assert InquiryForm(**options)["deadline"].help_text == words
