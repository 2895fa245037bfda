"""The list of inquiries: what waits for an answer, the nearest deadline first."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.spam import REASONS
from tests.staff.people import member

from .desk import LIST, inquiry

pytestmark = pytest.mark.django_db


def shown(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [thing.outlet for thing in response.context["cl"].result_list]


def test_shows_what_waits_with_the_nearest_deadline_first(client, lead):
    now = timezone.now()
    inquiry(outlet="later", deadline=now + timedelta(days=3))
    inquiry(outlet="without, new")
    inquiry(outlet="without, old", received_at=now - timedelta(days=2))
    inquiry(outlet="overdue", deadline=now - timedelta(hours=2))
    inquiry(outlet="soon", deadline=now + timedelta(minutes=40))
    for status in ["answered", "closed", "quarantined", "spam"]:
        inquiry(outlet=status, status=status, deadline=now)

    assert shown(client) == ["overdue", "soon", "later", "without, old", "without, new"]


def test_shows_of_a_suspect_what_it_takes_to_judge_it(client, lead):
    message = "Rank <b>first</b> with our backlinks. " * 20
    inquiry(status="quarantined", message=message, reasons=["links", "sign-of-2019"])

    html = client.get(LIST, {"where": "suspected"}).text

    assert "<bdi>Rank &lt;b&gt;first&lt;/b&gt; with our backlinks." in html
    assert message[200:400] not in html
    assert f"{REASONS['links']}; sign-of-2019" in html


def test_puts_what_may_be_a_call_for_help_first(client, lead):
    inquiry(outlet="overdue", deadline=timezone.now() - timedelta(hours=2))
    inquiry(outlet="help", is_call_for_help=True)

    assert shown(client) == ["help", "overdue"]


def test_says_the_time_left_in_words(client, lead):
    now = timezone.now()
    for left in [timedelta(hours=-2), timedelta(minutes=40), timedelta(days=3), None]:
        inquiry(deadline=left and now + left)

    html = client.get(LIST).text

    assert re.findall(r'time-left--(\w+)">([^<]+)<', html) == [
        ("overdue", "Overdue by 2 h"),
        ("urgent", "40 min left"),
        ("calm", "3 days left"),
        ("none", "No deadline"),
    ]


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("where", "outlets"),
    [
        ("waiting", {"plain", "mine", "theirs", "help"}),
        ("mine", {"mine"}),
        ("unclaimed", {"plain", "help"}),
        ("help", {"help"}),
        ("answered", {"answered"}),
        ("closed", {"closed"}),
        ("suspected", {"quarantined"}),
        ("spam", {"spam"}),
        (
            "all",
            {"plain", "mine", "theirs", "help", "answered", "closed", "quarantined", "spam"},
        ),
        # What somebody made up is the list as it opens.
        ("x", {"plain", "mine", "theirs", "help"}),
    ],
)
def test_filters_by_where_it_stands(client, lead, where, outlets):
    inquiry(outlet="plain")
    inquiry(outlet="mine", owner=lead)
    inquiry(outlet="theirs", owner=member("PR lead"))
    inquiry(outlet="help", is_call_for_help=True)
    for status in ["answered", "closed", "quarantined", "spam"]:
        inquiry(outlet=status, status=status, owner=lead)

    assert set(shown(client, where=where)) == outlets


def test_a_place_that_somebody_made_up_leaves_the_usual_choice_marked(client, lead):
    page = client.get("/admin/contacts/inquiry/", {"where": "x"}).context["cl"]
    marked = [c["display"] for c in page.filter_specs[0].choices(page) if c["selected"]]

    assert marked == ["Waits for an answer"]


def test_filters_by_topic_and_language(client, lead):
    inquiry(outlet="photo", topic="photo", language="en")
    inquiry(outlet="quote", topic="quote", language="fr")

    assert shown(client, topic__exact="photo") == ["photo"]
    assert shown(client, language="fr") == ["quote"]


def test_sorts_by_the_time_left(client, lead):
    now = timezone.now()
    inquiry(outlet="none")
    inquiry(outlet="later", deadline=now + timedelta(days=3))
    inquiry(outlet="help", is_call_for_help=True, deadline=now + timedelta(days=2))
    inquiry(outlet="overdue", deadline=now - timedelta(hours=1))

    assert shown(client, o="1") == ["overdue", "help", "later", "none"]
    assert shown(client, o="-1") == ["none", "later", "help", "overdue"]


@pytest.mark.parametrize("where", ["waiting", "all", "suspected"])
def test_has_no_arrow_before_anybody_sorts(client, lead, where):
    inquiry(status="quarantined" if where == "suspected" else "new")

    assert "sortoptions" not in client.get(LIST, {"where": where}).text
    assert "sortoptions" in client.get(LIST, {"where": where, "o": "1"}).text


def test_says_when_it_came(client, lead):
    thing = inquiry(received_at=datetime(2026, 3, 3, 14, tzinfo=UTC))

    cell = client.get(LIST).text.split(thing.reference, 1)[1].split("</th>", 1)[0]

    assert ">Tue 3 Mar 2026 09:00 EST</time>" in cell


def test_marks_the_filter_that_is_on_from_the_start(client, lead):
    html = client.get(LIST).text

    assert re.search(r'<li class="selected">\s*<a href="\?where=waiting">', html)


@pytest.mark.parametrize("field", ["reference", "name", "outlet", "email", "article_headline"])
def test_is_searched_by(client, lead, field):
    inquiry(**{field: "M-3344QQ", "outlet": "M-3344QQ" if field == "outlet" else "found"})
    inquiry(outlet="another")

    assert len(shown(client, q="m-3344qq")) == 1


def test_search_finds_what_was_answered_too(client, lead):
    inquiry(outlet="The Bay", status="answered")
    inquiry(outlet="The Bay")

    assert len(shown(client, q="bay")) == 2
    assert len(shown(client, q="bay", where="waiting")) == 1


def test_search_keeps_the_filter(client, lead):
    html = client.get(LIST, {"where": "mine", "q": '"><script>'}).text

    assert '<input type="hidden" name="where" value="mine">' in html
    assert '"><script>' not in html


def test_shows_who_asks_and_who_answers(client, lead):
    inquiry(owner=member("PR lead", first_name="Bo"), is_call_for_help=True)
    inquiry(outlet="")

    html = client.get(LIST).text

    assert "<bdi>Harrow Bay Courier</bdi>" in html
    assert '<td class="field-shown_owner">Bo</td>' in html
    assert '<td class="field-shown_owner">nobody yet</td>' in html
    assert '<td class="field-who"><bdi>Zoë O&#x27;Brien</bdi></td>' in html
    assert html.count("Perhaps a call for help</strong>") == 1


def test_runs_nothing_that_was_typed(client, lead):
    evil = "<script>alert(1)</script>"
    inquiry(name=evil, outlet=evil, email=evil, topic=evil[:20], language=evil[:5])

    html = client.get(LIST, {"q": evil}).text

    assert "<script>alert" not in html
    assert "<bdi>&lt;script&gt;" in html


def test_takes_the_same_queries_for_many(client, lead, django_assert_max_num_queries):
    for _number in range(50):
        inquiry(owner=member("PR lead") if _number % 10 == 0 else lead)

    with django_assert_max_num_queries(8):
        response = client.get(LIST)

    assert len(response.context["cl"].result_list) == 50


@pytest.mark.parametrize("key", ["9" * 40, "-" + "9" * 40, "x", "", "\0", "9" * 5000])
def test_takes_a_row_that_somebody_made_up_for_none(client, lead, key):
    data = {"action": "spam", "_selected_action": [key]}

    assert "Please choose from the list." in client.post(LIST, data, follow=True).text


def test_searches_for_as_many_words_as_a_person_types(client, lead):
    inquiry(outlet=" ".join(str(number) for number in range(12)))

    assert len(shown(client, q=" ".join(str(number) for number in range(12)))) == 1
    assert shown(client, q="9x " * 3000) == []


@pytest.mark.matrix
@pytest.mark.parametrize(
    "query",
    [
        *["?q=%00", "?q=" + "x" * 5000, "?p=-1", "?o=99", "?o=1", "?o=-1", "?e=1"],
        *["?where=%00", "?where=", "?language=%00", "?where=mine&where=all", "?topic__exact=%00"],
    ],
)
def test_survives_nonsense(client, lead, query):
    inquiry(deadline=timezone.now())
    assert client.get(LIST + query).status_code in {200, 302}


def test_a_filter_that_there_is_not_is_refused(client, lead):
    assert client.get(LIST + "?status=x").status_code == 400
