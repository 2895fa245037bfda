"""How fast the press office answers, month by month."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.admin import figures
from contacts.figures import by_month

from .desk import LIST, inquiry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 17, tzinfo=UTC)
URL = f"{LIST}figures/"


def asked(day, *, took=None, deadline=None, **fields):
    """Store a question of a day, answered and due after so many hours."""
    hour = timedelta(hours=1)
    if took is not None:
        fields |= {"status": "answered", "answered_at": day + took * hour}
    due = None if deadline is None else day + deadline * hour
    return inquiry(received_at=day, deadline=due, **fields)


def month(number, year=2026):
    return next(m for m in by_month(NOW) if (m.first.year, m.first.month) == (year, number))


def test_covers_twelve_months_up_to_now():
    firsts = [m.first.isoformat() for m in by_month(NOW)]

    assert len(firsts) == 12
    assert (firsts[0], firsts[1], firsts[-1]) == ("2025-12-01", "2026-01-01", "2026-11-01")


def test_takes_the_median_and_not_the_mean():
    day = datetime(2026, 10, 5, 12, tzinfo=UTC)
    for hours in [1, 2, 90]:
        asked(day, took=hours)
    assert month(10).median == timedelta(hours=2)

    asked(day, took=4)
    assert month(10).median == timedelta(hours=3)
    assert (month(10).answered, month(10).received) == (4, 4)


def test_counts_a_deadline_once_it_is_kept_or_missed():
    day = datetime(2026, 11, 27, 12, tzinfo=UTC)
    asked(day, took=1, deadline=2)
    asked(day, took=2, deadline=2)
    asked(day, took=3, deadline=2)
    asked(day, deadline=2)  # passed, and still waits
    asked(day, deadline=100)  # may still be kept
    asked(day, took=1)  # without one

    found = month(11)

    assert (found.due, found.in_time, found.share_in_time) == (4, 2, 50)


def test_deadline_of_this_moment_may_still_be_kept():
    asked(NOW - timedelta(hours=2), deadline=2)

    assert month(11).due == 0


def test_counts_nothing_that_has_not_come_yet():
    asked(NOW, took=1)
    asked(NOW + timedelta(seconds=1), took=1)

    assert month(11).received == 1


def test_leaves_out_spam_and_what_was_closed():
    day = datetime(2026, 10, 5, 12, tzinfo=UTC)
    for status in ["spam", "quarantined", "closed"]:
        asked(day, deadline=1, status=status)

    assert (month(10).received, month(10).due) == (0, 0)


def test_counts_by_the_calendar_of_the_office():
    # Half past ten in the evening of 31 October in Toronto.
    asked(datetime(2026, 11, 1, 2, 30, tzinfo=UTC), took=1)
    # Before the first of the twelve months, by a minute.
    asked(datetime(2025, 12, 1, 4, 59, tzinfo=UTC), took=1)
    asked(datetime(2025, 12, 1, 5, 0, tzinfo=UTC), took=1)

    assert {m.first.month: m.answered for m in by_month(NOW) if m.answered} == {10: 1, 12: 1}


def test_shows_the_numbers_as_bars_and_as_a_table(client, lead):
    now = timezone.now()
    inquiry(
        status="answered",
        received_at=now,
        answered_at=now + timedelta(minutes=150),
        deadline=now + timedelta(hours=3),
    )

    html = client.get(URL).text

    assert html.count("<rect") == 2
    assert 'aria-hidden="true" focusable="false"' in html
    row = re.search(r"<tbody>\s*<tr>(.*?)</tr>", html, re.DOTALL)[1]
    cells = [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row)]
    assert cells == ["1", "1", "2 h 30 min", "100% (1 of 1)"]
    assert "style=" not in html[html.index("<main") :]


def test_says_so_before_anything_was_answered(client, lead):
    html = client.get(URL).text

    assert "Nobody has an answer yet" in html
    assert "<svg viewBox" not in html[html.index('id="content-main"') :]


def test_list_leads_there(client, lead):
    assert f'href="{URL}"' in client.get(LIST).text


def test_costs_one_query_for_any_number(client, lead, django_assert_max_num_queries):
    now = timezone.now()
    for _number in range(20):
        inquiry(status="answered", received_at=now, answered_at=now + timedelta(hours=1))

    with django_assert_max_num_queries(6):
        client.get(URL)


def test_says_percent_as_the_language_does(monkeypatch):
    monkeypatch.setattr(figures, "_", lambda text: text.replace("%%", " %%"))
    now = timezone.now()
    inquiry(status="answered", received_at=now, answered_at=now, deadline=now)

    months = by_month(timezone.now())

    assert figures.charts(months)[1][1].top == "100 %"
    assert figures.row(months[-1])["share"] == "100 %"


def test_takes_no_form(client, lead):
    assert client.post(URL).status_code == 405
