"""The list of sign-ups: to whom to write first, and each filter with exactly its rows."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from fundraisers.models import Fundraiser
from fundraisers.times import wait_in_words
from ijmsite.mail.models import Message

from .desk import LIST, put_aside, signup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_user")]
# A Thursday; the Friday before was a business day, and the Monday of it was Family Day.
TODAY = date(2026, 2, 19)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-02-19T15:00:00Z", tick=False)
    return time_machine


def welcome(state):
    ended_at = None if state in Message.WAITING else timezone.now()
    return baker.make(Message, template="fundraisers/email/welcome", state=state, ended_at=ended_at)


def shown(client, where="", **query):
    changelist = client.get(LIST, {"where": where, **query} if where else query).context["cl"]
    return [thing.city for thing in changelist.result_list]


@pytest.fixture
def desk():
    """Store one sign-up for each place, which its city names."""
    now = timezone.now()
    day = timedelta(days=1)
    signup(city="later", contact_by=TODAY + day)
    signup(city="overdue", contact_by=TODAY - 2 * day)
    signup(city="today", contact_by=TODAY, welcome=welcome("sent"))
    signup(city="unreached", contact_by=TODAY + 2 * day, welcome=welcome("failed"))
    signup(city="perhaps", contacted_at=now, welcome=welcome("parked"))
    signup(city="coming", planned_at=now, contacted_at=now, event_date=TODAY)
    signup(city="over", planned_at=now, contacted_at=now, event_date=TODAY - day)
    signup(city="held", held_at=now, planned_at=now, contacted_at=now, event_date=TODAY + day)
    signup(
        city="thanked",
        thanked_at=now,
        held_at=now,
        planned_at=now,
        contacted_at=now,
        welcome=welcome("failed"),
    )
    signup(city="closed", closed_at=now, welcome=welcome("failed"))
    put_aside(city="aside")
    put_aside(city="judged", closed_at=now)


def test_opens_with_those_to_write_to_the_nearest_day_first(client, desk):
    assert shown(client) == ["overdue", "today", "later", "unreached"]


@pytest.mark.parametrize(
    ("where", "cities"),
    [
        ("waiting", ["overdue", "today", "later", "unreached"]),
        ("due", ["overdue", "today"]),
        (
            "under-way",
            ["held", "over", "coming", "perhaps", "unreached", "today", "overdue", "later"],
        ),
        ("coming", ["coming"]),
        ("to-thank", ["over", "held"]),
        ("unreached", ["perhaps", "unreached"]),
        ("aside", ["aside"]),
        ("done", ["closed", "thanked"]),
    ],
)
def test_each_filter_shows_its_rows(client, desk, where, cities):
    assert shown(client, where) == cities


def test_an_event_is_to_come_also_where_nobody_has_written_yet(client):
    signup(city="overdue", contact_by=TODAY - timedelta(days=3), event_date=TODAY)
    signup(city="new", event_date=TODAY + timedelta(days=400))
    signup(city="undated")

    assert shown(client, "coming") == ["overdue", "new"]


@pytest.mark.parametrize(
    ("where", "heading"),
    [("waiting", "First word"), ("due", "First word"), ("all", "Place on the path")],
)
def test_names_its_first_column_for_what_stands_in_it(client, where, heading):
    signup(contact_by=TODAY)

    html = client.get(LIST, {"where": where}).text

    headings = re.findall(r'<th[^>]*class="[^"]*column-(?:left|stands).*?</th>', html, re.S)
    assert [heading in words for words in headings] == [True]
    assert "Due today" in html


def test_shows_all_where_all_are_asked_for_or_searched(client, desk):
    assert len(shown(client, "all")) == 12
    assert len(shown(client, q="amina@")) == 12
    assert shown(client, q="judged") == ["judged"]


def test_narrows_by_idea_and_language(client):
    signup(city="run", idea="run", language="fr")
    signup(city="dip")

    assert shown(client, idea__exact="run") == ["run"]
    assert shown(client, language="fr") == ["run"]
    assert len(shown(client, language="tlh")) == 2


@pytest.mark.parametrize(
    ("contact_by", "words"),
    [
        (date(2026, 2, 19), "due today"),
        (date(2026, 2, 20), "1 business day left"),
        (date(2026, 2, 24), "3 business days left"),
        (date(2026, 2, 18), "overdue by 1 business day"),
        # A week-end and a holiday lie between.
        (date(2026, 2, 13), "overdue by 3 business days"),
    ],
)
def test_counts_business_days_only(contact_by, words):
    assert wait_in_words(contact_by, TODAY) == words


def test_says_overdue_on_a_day_off():
    assert wait_in_words(date(2026, 2, 20), date(2026, 2, 21)) == "overdue"


def test_says_how_urgent_a_call_is_in_words_and_color(client, desk):
    html = client.get(LIST).text

    assert "time-left--overdue" in html
    assert "Overdue by 2 business days" in html
    assert "Due today" in html
    assert html.count("The guide did not arrive") == 1


def test_says_why_something_was_put_aside(client):
    put_aside()

    html = client.get(LIST, {"where": "aside"}).text

    assert "Filled in the field that people do not see; Sent within three seconds" in html


def test_shows_names_apart(client):
    signup(name="<b>Amina")

    html = client.get(LIST).text

    assert "<bdi>&lt;b&gt;Amina</bdi>" in html
    assert "<b>Amina" not in html


def test_each_tile_counts_exactly_the_rows_that_it_leads_to(client, desk):
    numbers = {str(n.words): n for n in client.get("/admin/").context["numbers"]}
    counted = {
        words: (number.count, number.is_urgent)
        for words, number in numbers.items()
        if number.url.startswith(LIST)
    }

    assert counted == {
        "Supporters to write to today": (2, True),
        "Guides that did not arrive": (2, True),
        "Perhaps programs: to judge": (1, False),
    }
    for number in numbers.values():
        assert client.get(number.url).context["cl"].result_count == number.count


def test_costs_the_same_queries_for_any_number(client, django_assert_max_num_queries):
    for _number in range(30):
        signup(welcome=welcome("failed"))

    with django_assert_max_num_queries(6):
        html = client.get(LIST).text
    assert len(re.findall(r"The guide did not arrive", html)) == 30


@pytest.mark.parametrize("name", ["untouched", "under_way", "unreached", "to_judge"])
def test_a_row_and_the_list_say_the_same(desk, name):
    listed = set(getattr(Fundraiser.objects, name)())

    assert listed == {one for one in Fundraiser.objects.all() if getattr(one, f"is_{name}")}
    assert listed
