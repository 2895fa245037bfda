"""Sign-ups and events by month and idea: one chart, and its numbers in a table."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from fundraisers import figures

from .desk import FIGURES, LIST, put_aside, signup

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 17, tzinfo=UTC)


def counted(months):
    return {month.first.isoformat()[:7]: dict(month.ideas) for month in months if month.ideas}


def test_covers_twelve_months_back_and_twelve_ahead():
    past = [month.first for month in figures.sign_ups(NOW)]
    coming = [month.first for month in figures.events(NOW)]

    assert (len(past), past[0], past[-1]) == (12, date(2025, 12, 1), date(2026, 11, 1))
    assert (len(coming), coming[0], coming[-1]) == (12, date(2026, 11, 1), date(2027, 10, 1))


def test_counts_sign_ups_by_the_calendar_of_the_office():
    # Half past ten in the evening of 31 October in Toronto.
    signup(signed_up_at=datetime(2026, 11, 1, 2, 30, tzinfo=UTC), idea="run")
    signup(signed_up_at=datetime(2026, 11, 1, 5, 30, tzinfo=UTC), idea="")
    signup(signed_up_at=datetime(2025, 12, 1, 4, 59, tzinfo=UTC))
    put_aside(signed_up_at=datetime(2026, 11, 2, tzinfo=UTC))

    assert counted(figures.sign_ups(NOW)) == {"2026-10": {"run": 1}, "2026-11": {"": 1}}


def test_counts_events_that_are_to_come():
    signup(event_date=date(2026, 11, 27))  # yesterday
    signup(event_date=date(2026, 11, 28), idea="run")
    signup(event_date=date(2027, 2, 1))
    signup(event_date=date(2027, 2, 28))
    signup(event_date=date(2027, 11, 1))  # after the twelve months
    signup(event_date=date(2027, 3, 1), closed_at=NOW)
    signup(event_date=date(2027, 3, 1), held_at=NOW)
    put_aside(event_date=date(2027, 3, 1))

    assert counted(figures.events(NOW)) == {"2026-11": {"run": 1}, "2027-02": {"polar_dip": 2}}


def test_shows_the_numbers_as_stacked_bars_and_in_words(client, desk_user):
    for idea in ["run", "run", "bake_sale", ""]:
        signup(idea=idea, event_date=timezone.localdate())

    html = client.get(FIGURES).text

    for idea in ["run", "bake_sale", "unnamed"]:
        # In the legend, and in each half.
        assert html.count(f"chart__bar--{idea}") == 3
    cells = re.findall(r"<td>4</td>\s*<td>(.*?)</td>", html)
    assert cells == ["Bake sale 1, Run, walk or ride 2, No idea named 1"] * 2
    assert "style=" not in html[html.index("<main") :]


def test_tells_ideas_apart_without_color(client, desk_user):
    html = client.get(FIGURES).text
    patterns = re.findall(r'<pattern id="bars-(\w+)".*?</pattern>', html)

    assert len({*patterns}) == 6, "with the full bar and the empty one: eight"


def test_list_leads_there(client, desk_user):
    assert f'href="{FIGURES}"' in client.get(LIST).text


def test_costs_one_query_a_half(client, desk_user, django_assert_max_num_queries):
    for _number in range(20):
        signup(event_date=timezone.localdate())

    with django_assert_max_num_queries(7):
        client.get(FIGURES)


def test_takes_no_form(client, desk_user):
    assert client.post(FIGURES).status_code == 405
