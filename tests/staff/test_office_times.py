"""Times as staff read and type them: with their zone, and each of them exactly once."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone, translation

from ijmsite.staff.desk import DeskAdmin, office_time, office_time_in_words, relative_time
from ijmsite.staff.times import OfficeTimeField

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fixed_now(time_machine):
    time_machine.move_to(NOW, tick=False)


class Plan(forms.Form):
    starts = OfficeTimeField(required=False)


def typed(date, time):
    return Plan({"starts_0": date, "starts_1": time})


def refusal(date, time):
    form = typed(date, time)
    assert not form.is_valid()
    assert len(form.errors["starts"]) == 1
    return form.errors["starts"][0]


@pytest.mark.parametrize("date", ["01/12/2026", "12/01/2026", "1 December 2026", "2026/12/01"])
def test_takes_no_date_that_may_be_another_day(date):
    assert refusal(date, "09:00") == "Please write the date like 2027-03-31."


@pytest.mark.parametrize("hour", ["9", "9h00", "9:00 pm", "25:00"])
def test_takes_no_time_that_may_be_another_one(hour):
    assert refusal("2026-12-01", hour) == "Please write the time like 09:00."


def test_takes_what_the_button_reads():
    for date, hour in [("2026-12-01", "09:00"), ("2026-12-1", "9:00"), ("2026-12-01", "09:00:00")]:
        assert typed(date, hour).is_valid(), (date, hour)


# Reading


def test_a_day_is_named_in_the_language_in_force():
    with translation.override("en"):
        english = office_time(NOW)
    with translation.override("fr"):
        french = office_time(NOW)

    assert (english, french) == ("Sun 1 Mar 2026 07:00 EST", "dim 1 Mar 2026 07:00 EST")


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        ({}, "now"),
        ({"seconds": 29}, "now"),
        ({"seconds": 31}, "in 1 min"),
        ({"minutes": 59, "seconds": 20}, "in 59 min"),
        ({"minutes": 59, "seconds": 40}, "in 1 h"),
        ({"hours": 2, "minutes": 10}, "in 2 h 10 min"),
        ({"hours": 24}, "in 1 day"),
        ({"hours": 31, "minutes": 20}, "in 1 day 7 h"),
        ({"days": 2}, "in 2 days"),
        ({"days": 59, "hours": 23}, "in 59 days"),
        ({"days": 60}, "in 2 months"),
        ({"days": 729}, "in 24 months"),
        ({"days": 730}, "in 2 years"),
    ],
    ids=str,
)
def test_says_how_far_away_it_is(ahead, said):
    assert relative_time(NOW + timedelta(**ahead)) == said
    if ahead.get("seconds") != 29 and ahead:
        assert relative_time(NOW - timedelta(**ahead)) == f"{said.removeprefix('in ')} ago"


def test_says_the_time_with_its_zone_and_distance():
    winter = datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert office_time(winter) == "Tue 3 Mar 2026 09:00 EST"
    assert office_time_in_words(winter) == "Tue 3 Mar 2026 09:00 EST, in 2 days"

    summer = NOW - timedelta(days=200)
    assert office_time_in_words(summer) == "Wed 13 Aug 2025 08:00 EDT, 6 months ago"


# Typing


def test_takes_a_time_of_the_office():
    form = typed("2026-03-03", "09:00")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts"] == datetime(2026, 3, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "time", "said"),
    [
        (
            "2026-03-08",
            "02:30",
            "On Sunday 8 March 2026 the clocks are put forward and 02:30 is left out. "
            "Please type 01:30 or 03:30.",
        ),
        (
            "2026-11-01",
            "01:30",
            "On Sunday 1 November 2026 the clocks are put back and 01:30 comes twice. "
            "Please type 00:30 or 02:30.",
        ),
        (
            "2026-11-01",
            "01:00",
            "On Sunday 1 November 2026 the clocks are put back and 01:00 comes twice. "
            "Please type 00:00 or 02:00.",
        ),
    ],
)
def test_refuses_a_time_that_is_no_single_moment(date, time, said):
    assert refusal(date, time) == said


@pytest.mark.parametrize(
    ("date", "times"),
    [
        ("2026-03-08", ["01:30", "01:59", "03:00", "03:30"]),
        ("2026-11-01", ["00:00", "00:30", "00:59", "02:00", "02:30"]),
    ],
)
def test_takes_what_it_proposes(date, times):
    assert all(typed(date, time).is_valid() for time in times)


def test_knows_the_clocks_of_another_office(settings):
    settings.TIME_ZONE = "America/Regina"
    timezone.get_default_timezone.cache_clear()
    try:
        assert typed("2026-03-08", "02:30").is_valid()
    finally:
        del settings.TIME_ZONE
        timezone.get_default_timezone.cache_clear()


@pytest.mark.parametrize(
    ("date", "time", "word"),
    [
        ("2026-03-03", "", "the time as well"),
        ("", "09:00", "the date as well"),
        ("tomorrow", "09:00", "write the date"),
        ("2026-03-03", "25:00", "write the time"),
        ("9999-12-31", "23:59", "before 2200"),
        ("0001-01-01", "00:00", "after 1900"),
        ("\0", "\0", "write the date"),
    ],
)
def test_refuses_what_is_no_time(date, time, word):
    form = typed(date, time)
    assert not form.is_valid()
    assert word in form.errors["starts"][0]


def test_every_time_of_every_desk_is_such_a_field(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    fields = [
        desk.formfield_for_dbfield(field, request)
        for model, desk in admin.site._registry.items()
        if isinstance(desk, DeskAdmin)
        for field in model._meta.fields
        if isinstance(field, models.DateTimeField) and field.editable
    ]
    assert len(fields) >= 4
    assert {type(field) for field in fields if field} == {OfficeTimeField}


@pytest.mark.django_db
def test_a_banner_refuses_them_as_well(admin_client):
    response = admin_client.post(
        "/admin/pages/banner/add/",
        {
            "headline": "Match",
            "text": "Doubled.",
            "starts_at_0": "2026-03-08",
            "starts_at_1": "02:30",
            "ends_at_0": "2026-11-01",
            "ends_at_1": "01:30",
        },
    )
    form = response.context["adminform"].form

    assert "left out" in form.errors["starts_at"][0]
    assert "comes twice" in form.errors["ends_at"][0]
    assert 'value="02:30"' in response.text
