"""A step with several inquiries at once, from the list: asked first, bounded, no call for help."""

import re

import pytest

from contacts.admin import several
from contacts.models import Inquiry
from contacts.services import desk
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

from .desk import LIST, inquiry, page

pytestmark = pytest.mark.django_db


def choose(client, step, things, where="all", **data):
    """Choose rows and a step; return the page on which that ends."""
    data |= {"action": step, "_selected_action": [thing.pk for thing in things]}
    return client.post(f"{LIST}?where={where}", data, follow=True).text


def say_yes(client, html, where="all"):
    """Press the button of the page that asks."""
    names = ["action", "confirmed", "_selected_action"]
    data = {name: re.findall(rf'name="{name}" value="([^"]*)"', html) for name in names}
    return client.post(f"{LIST}?where={where}", data, follow=True).text


def statuses():
    return sorted(Inquiry.objects.values_list("outlet", "status"))


@pytest.mark.parametrize("step", ["answered", "close", "spam"])
def test_asks_before_anything_happens(client, lead, step):
    things = [inquiry(outlet=name) for name in ("Bay", "Courier")]

    html = choose(client, step, things)

    assert "This is done with 2 inquiries:" in html
    for thing in things:
        assert f"{thing.reference}: <bdi>{thing.outlet}</bdi>" in html
    assert statuses() == [("Bay", "new"), ("Courier", "new")]
    assert not AuditEvent.objects.exists()


def test_does_it_after_a_yes_and_keeps_that_in_the_audit_list(client, lead):
    things = [inquiry(), inquiry(status="spam")]

    html = choose(client, "answered", things)
    said = say_yes(client, html)

    assert "This is done with 1 inquiry:" in html
    assert "1 inquiry is as it was" in html
    assert "1 inquiry changed." in said
    assert Inquiry.objects.filter(status="answered").count() == 1
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("answer", str(things[0].pk))


def test_says_that_nothing_was_possible(client, lead):
    said = choose(client, "spam", [inquiry(status="spam"), inquiry(status="answered")])

    assert "2 inquiries are as they were" in said
    assert not AuditEvent.objects.exists()


def test_says_that_somebody_was_faster(client, lead):
    thing = inquiry()
    html = choose(client, "close", [thing])
    desk.answer(thing, lead)

    assert "1 inquiry is as it was" in say_yes(client, html)


def test_judges_many_suspects_at_once(client, lead):
    things = [inquiry(status="quarantined") for _number in range(3)]

    said = say_yes(client, choose(client, "spam", things[:2], "suspected"), "suspected")
    say_yes(client, choose(client, "release", things[2:], "suspected"), "suspected")

    assert "2 inquiries changed." in said
    assert Inquiry.objects.filter(status="spam").count() == 2
    assert Inquiry.objects.open().get() == things[2]


@pytest.mark.parametrize("step", ["answered", "close", "spam"])
def test_leaves_calls_for_help_to_their_own_page(client, lead, step):
    plain, call = inquiry(outlet="plain"), inquiry(outlet="call", is_call_for_help=True)

    html = choose(client, step, [plain, call])
    said = say_yes(client, html)

    assert f'<a href="{page(call)}">{call.reference}: <bdi>call</bdi>' in html
    assert f'name="_selected_action" value="{call.pk}"' not in html
    assert "1 inquiry changed." in said
    # Also where the yes is forged, or nothing else was chosen.
    for data in [{"confirmed": "yes"}, {}]:
        said = choose(client, step, [call], **data)
        assert "Nothing was done with calls for help: open each of them." in said
    call.refresh_from_db()
    assert call.is_open


def test_takes_no_more_at_once_than_one_request_bears(client, lead, monkeypatch):
    monkeypatch.setattr(several, "MOST", 3)
    things = [inquiry() for _number in range(5)]

    html = choose(client, "spam", things[:1], select_across="1")
    said = say_yes(client, html)

    assert "You have chosen 5. At most 3 come at once" in html
    assert "3 inquiries changed." in said
    # What is done already does not stand in the way of the others.
    choose(client, "spam", things, select_across="1", confirmed="yes")
    assert Inquiry.objects.filter(status="spam").count() == 5


def test_acts_on_what_was_shown_and_not_on_what_has_come_since(client, lead):
    html = choose(client, "spam", [inquiry()], select_across="1")
    inquiry(outlet="new")

    say_yes(client, html)

    assert ("new", "new") in statuses()


def test_costs_few_queries_for_each(client, lead, django_assert_max_num_queries):
    things = [inquiry(message="x" * 5000) for _number in range(50)]

    with django_assert_max_num_queries(14) as asked:
        html = choose(client, "spam", things)
    assert not any('"message"' in query["sql"] for query in asked.captured_queries)

    # A savepoint and its end, a lock, an update and an entry of the audit list.
    with django_assert_max_num_queries(5 * len(things) + 25):
        say_yes(client, html)


@pytest.mark.parametrize("role", ["Writer", "Fundraising", ""])
def test_is_refused_to_everybody_else(client, role):
    client.force_login(member(role))
    thing = inquiry()
    data = {"action": "spam", "confirmed": "yes", "_selected_action": [thing.pk]}

    assert client.post(LIST, data).status_code == 403
    assert Inquiry.objects.get().is_open


def test_runs_nothing_that_was_typed(client, lead):
    evil = "<script>alert(1)</script>"

    html = choose(client, "spam", [inquiry(outlet=evil), inquiry(name=evil, outlet="")])

    assert "<script>alert" not in html
    assert html.count("<bdi>&lt;script&gt;") == 2
