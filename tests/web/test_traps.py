"""Traps for programs, and what becomes of a form that was open for very long."""

import pytest
from django import forms

from ijmsite.web import traps
from ijmsite.web.traps import TrapsMixin


class TrappedForm(TrapsMixin, forms.Form):
    name = forms.CharField()


START = "2026-11-30T15:00:00Z"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


def sent(**data):
    form = TrappedForm({"name": "Zoë"} | data)
    form.is_valid()
    return form


def test_nothing_is_found_where_nothing_was_sent(clock):
    assert sent().traps == []
    assert sent().is_valid()
    assert sent(subject="  ", rendered="").traps == []


def test_a_filled_hidden_field_is_a_trap(clock):
    assert sent(subject="Cheap links").traps == ["filled"]
    assert sent(subject="Cheap links").is_valid()


@pytest.mark.parametrize(("seconds", "expected"), [(0, ["fast"]), (2.9, ["fast"]), (3, [])])
def test_nobody_fills_in_a_form_within_three_seconds(clock, seconds, expected):
    rendered = traps.stamp()
    clock.shift(seconds)

    assert sent(rendered=rendered).traps == expected


def test_the_clock_of_another_machine_that_is_ahead_is_no_trap(clock):
    rendered = traps.stamp()
    clock.shift(-1)

    assert sent(rendered=rendered).traps == []
    assert sent(rendered=rendered).is_valid()


def test_a_time_signed_by_the_key_before_is_ours(clock, settings):
    rendered = traps.stamp()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another " * 10
    clock.shift(60)

    assert sent(rendered=rendered).traps == []
    settings.SECRET_KEY_FALLBACKS = []
    assert sent(rendered=rendered).traps == ["forged"]


@pytest.mark.parametrize(
    "rendered",
    ["x", "1780000000000", "1780000000000:x", "1:2:3", "\x00", "\ud800:x", "9" * 5000],
)
def test_a_time_that_is_not_ours_is_a_trap_and_no_error(clock, rendered):
    assert sent(rendered=rendered).traps == ["forged"]
    assert sent(rendered=rendered).is_valid()


def test_the_time_of_another_signature_is_not_ours(clock, settings):
    rendered = traps.stamp()
    changed = f"{int(rendered.partition(':')[0]) - 60_000}:{rendered.partition(':')[2]}"

    assert sent(rendered=changed).traps == ["forged"]


def test_a_form_shown_again_keeps_its_first_time(clock):
    rendered = traps.stamp()
    clock.shift(60)
    form = sent(name="", rendered=rendered)

    assert form.errors
    assert form["rendered"].value() == rendered


def test_after_more_than_a_day_the_form_comes_again_once_with_everything_kept(clock):
    rendered = traps.stamp()
    clock.shift(25 * 3600)
    assert sent(rendered=rendered).is_valid()
    clock.shift(1)
    form = sent(rendered=rendered)

    assert form.has_error("__all__", "expired")
    assert form["name"].value() == "Zoë"
    assert form["rendered"].value() == ""
    again = sent(rendered=form["rendered"].value())
    assert again.is_valid()
    assert again.traps == []


def test_the_hidden_field_is_out_of_the_way_of_people():
    html = str(TrappedForm()["subject"])

    assert 'autocomplete="off"' in html
    assert 'tabindex="-1"' in html
    assert 'type="text"' in html
