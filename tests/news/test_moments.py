"""When the pages of the news change by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from news.content import next_moments

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Of each kind: the fields of an article, and which of the moments it is.
AHEAD = {
    "appears": (0, {"publish_at": NOW + HOUR}, NOW + HOUR),
    "ends": (1, {"unpublish_at": NOW + HOUR}, NOW + HOUR),
    "is no news any more": (2, {"publish_at": NOW - 47 * HOUR}, NOW + HOUR),
    "correction leaves the feeds": (3, {"revised_at": NOW - 29 * 24 * HOUR}, NOW + 24 * HOUR),
}
OLD = {"publish_at": NOW - 1000 * HOUR}


@pytest.mark.parametrize(("place", "fields", "moment"), AHEAD.values(), ids=AHEAD)
def test_tells_the_next_moment_of_each_kind(make_article, place, fields, moment):
    make_article("old", **OLD)
    make_article("first", **OLD | fields)
    later = {name: value + HOUR for name, value in fields.items()}
    make_article("second", **OLD | later)

    assert [*next_moments(NOW)][place] == moment
    # At that very moment it is past, and the next one is told.
    assert [*next_moments(moment)][place] == moment + HOUR


# What was withdrawn before its time is gone from then on, and its twin with it from some lists.
UNREAD = {"draft": None, "in_review": None, "withdrawn": NOW + HOUR}


@pytest.mark.parametrize(("status", "gone"), UNREAD.items())
def test_what_nobody_reads_changes_nothing_but_lists_without_its_twin(make_article, status, gone):
    for number, (_place, fields, _moment) in enumerate(AHEAD.values()):
        make_article(f"n{number}", **OLD | fields | {"status": status})

    assert [*next_moments(NOW)] == [gone, *[None] * 4]


@pytest.mark.parametrize("name", AHEAD)
def test_the_pages_change_at_the_moment_and_not_before(client, make_article, time_machine, name):
    place, fields, moment = AHEAD[name]
    make_article("harbour", language="en", **OLD | fields)
    path = {"is no news any more": "/news-sitemap.xml", "ends": "/news/"}.get(name, "/news/feed/")
    if "leaves" in name:
        for number in range(20):
            make_article(f"n{number}", publish_at=NOW - HOUR)
    time_machine.move_to(moment - timedelta(microseconds=1), tick=False)
    before = "/news/harbour/" in client.get(path).text
    time_machine.move_to(moment, tick=False)

    assert before is (name != "appears")
    assert ("/news/harbour/" in client.get(path).text) is not before
