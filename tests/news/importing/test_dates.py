from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from news.importing import dates

OFFICE = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Posted on March 3, 2016 by Ann", (2016, 3, 3)),
        ("3 March 2016", (2016, 3, 3)),
        ("Thursday, the 3rd of March 2016", (2016, 3, 3)),
        ("Sept. 1st, 1998", (1998, 9, 1)),
        ("Publié le 1er août 2013", (2013, 8, 1)),
        ("le 14 févr. 2018", (2018, 2, 14)),
        ("2009-01-30", (2009, 1, 30)),
        ("09/21/2017 - 08:15", (2017, 9, 21)),
        ("21/09/2017", (2017, 9, 21)),
        ("05/05/2015", (2015, 5, 5)),
        ("February 30, 2016, then March 1, 2016", (2016, 3, 1)),
    ],
)
def test_reads_a_day_in_words(text, day):
    assert dates.from_words(text) == (datetime(*day, 12, tzinfo=OFFICE), "")


@pytest.mark.parametrize(
    "text",
    [
        "in May, 2016 people",
        "March 3, 1884",
        "March 3, 2999",
        "30 February 2016",
        "12/2016",
        "2016",
    ],
)
def test_takes_nothing_else_for_a_day(text):
    assert dates.from_words(text) == (None, "")


def test_says_where_day_and_month_can_be_told_apart_by_nobody():
    assert dates.from_words("Posted 03/04/2012") == (None, "03/04/2012")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-05-14T13:30:00+00:00", datetime(2019, 5, 14, 9, 30, tzinfo=OFFICE)),
        ("2022-02-28T15:04:05.678Z", datetime(2022, 2, 28, 10, 4, 5, tzinfo=OFFICE)),
        ("2020-02-11T09:00:00-0500", datetime(2020, 2, 11, 9, 0, tzinfo=OFFICE)),
        ("2019-05-14 18:00:00", datetime(2019, 5, 14, 18, 0, tzinfo=OFFICE)),
        ("2019-05-14", datetime(2019, 5, 14, 12, 0, tzinfo=OFFICE)),
        ("Tue, 14 May 2019 13:30:00 GMT", datetime(2019, 5, 14, 12, 0, tzinfo=OFFICE)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
    ],
)
def test_reads_a_time_for_machines(text, moment):
    assert dates.from_machine(text) == moment


def test_reads_the_day_in_an_address():
    day = datetime(2019, 5, 14, 12, tzinfo=OFFICE)

    assert dates.from_address("https://old.example/2019/05/14/story/") == day
    assert dates.from_address("https://old.example/2019/45/14/story/") is None
