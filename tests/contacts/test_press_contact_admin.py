import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry, PressContact
from ijmsite.mail.models import Message
from tests.staff.people import member
from tests.threads import at_once

from .made import officer

pytestmark = pytest.mark.django_db
LIST = "/admin/contacts/presscontact/"
ERIN = {"name": "Erin Vale", "title": "Manager, Media Relations", "phone": "519.679.5030"}


@pytest.fixture(autouse=True)
def lead(client):
    PressContact.objects.all().delete()
    client.force_login(member("PR lead"))


def test_first_contact_stands_for_the_press_office(client):
    assert client.get(f"{LIST}add/").context["adminform"].form.initial["is_default"]

    response = client.post(f"{LIST}add/", ERIN)
    assert list(response.context["adminform"].form.errors) == ["is_default"]

    client.post(f"{LIST}add/", {**ERIN, "is_default": "on"})
    assert PressContact.objects.get().is_default


def test_ticking_another_moves_it_and_says_so(client):
    erin = baker.make(PressContact, is_default=True, name="Erin Vale")

    response = client.post(f"{LIST}add/", {**ERIN, "name": "Sam", "is_default": "on"}, follow=True)

    assert "Erin Vale no longer stands for the press office." in response.text
    assert [contact.name for contact in PressContact.objects.filter(is_default=True)] == ["Sam"]
    assert not PressContact.objects.get(pk=erin.pk).is_default


def test_it_cannot_just_be_taken_away(client):
    erin = baker.make(PressContact, is_default=True)
    baker.make(PressContact)

    response = client.post(f"{LIST}{erin.pk}/change/", ERIN)

    assert list(response.context["adminform"].form.errors) == ["is_default"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_last_contact_stays(client, method):
    erin = baker.make(PressContact, is_default=False, name="Erin Vale")

    response = getattr(client, method)(f"{LIST}{erin.pk}/delete/", {"post": "yes"}, follow=True)

    assert "Erin Vale is the only press contact" in response.text
    assert PressContact.objects.exists()


def test_default_contact_stays_until_another_is(client):
    erin = baker.make(PressContact, is_default=True, name="Erin Vale")
    sam = baker.make(PressContact)

    response = client.post(f"{LIST}{erin.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Tick that for another contact first" in response.text

    client.post(f"{LIST}{sam.pk}/delete/", {"post": "yes"})
    assert list(PressContact.objects.all()) == [erin]


def test_no_bulk_way_round_it(client):
    erin = baker.make(PressContact, is_default=True)

    bulk = {"action": "delete_selected", "_selected_action": [erin.pk], "post": "yes"}
    client.post(LIST, bulk)

    assert PressContact.objects.exists()


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"away_until": "2026-03-04"}, "away_from"),
        ({"away_from": "2026-03-02", "away_until": "2026-03-01"}, "away_until"),
        ({"away_from": "2026-03-02"}, "deputy"),
        ({"away_from": "2026-03-02", "deputy": "self"}, "deputy"),
        ({"away_from": "2026-03-02", "deputy": "nobody"}, "deputy"),
    ],
)
def test_says_what_is_missing_about_the_days_away(client, days, field):
    erin = baker.make(PressContact, is_default=True)
    data = {**ERIN, "is_default": "on", **days}
    if data.get("deputy") == "self":
        data["deputy"] = erin.pk

    response = client.post(f"{LIST}{erin.pk}/change/", data)

    assert field in response.context["adminform"].form.errors


def test_the_list_says_who_takes_the_calls(client):
    sam = baker.make(PressContact, name="Sam")
    baker.make(PressContact, is_default=True, away_from="2020-01-01", deputy=sam)

    assert "Away: Sam takes the calls" in client.get(LIST).text


def test_the_list_and_the_table_say_where_nobody_is_there(client):
    officer("Ana", is_default=True, away_from="2020-01-01")
    html = client.get(LIST).text

    assert '<strong class="nobody">Away, and nobody stands in</strong>' in html
    said = "for Ana, who is away nobody is there: the mail goes to the press inbox"
    assert cells(html)["Data or background"] == [said] * 2
    assert html.count('<td class="rota__gap">') == 12


# Noon in Toronto on the second of March.
@pytest.mark.parametrize(
    ("others", "day"),
    [
        ({"ben": ("2026-03-01", None)}, "March 3, 2026"),
        ({"ben": ("2026-03-05", "2026-03-06")}, "March 5, 2026"),
        ({"ben": ("2026-03-05", "2026-03-06"), "cleo": ("2026-03-06", None)}, "March 6, 2026"),
        ({"ben": ("2026-03-05", "2026-03-06"), "cleo": ("2026-03-07", None)}, None),
        ({"ben": ("2026-03-08", "2026-03-09")}, None),
        ({}, None),
    ],
)
def test_saving_days_away_warns_where_nobody_is_left(client, time_machine, others, day):
    time_machine.move_to("2026-03-02T17:00:00Z", tick=False)
    cleo = officer("Cleo")
    ben = officer("Ben", deputy=cleo if "cleo" in others or not day else None)
    for contact, (start, end) in zip(
        [{"ben": ben, "cleo": cleo}[name] for name in others], others.values(), strict=True
    ):
        contact.away_from, contact.away_until = start, end
        contact.save()
    erin = officer("Erin Vale", is_default=True)
    away = {"away_from": "2026-03-03", "away_until": "2026-03-07", "deputy": ben.pk}

    said = client.post(
        f"{LIST}{erin.pk}/change/", {**ERIN, "is_default": "on", **away}, follow=True
    )

    assert PressContact.objects.get(pk=erin.pk).away_from, "it is no error"
    [warning] = [m for m in said.context["messages"] if m.level_tag == "warning"] or [None]
    if day:
        assert f"From {day} nobody is there for Erin Vale" in str(warning)
    else:
        assert warning is None


def test_says_who_takes_which_questions(client):
    officer("Ana", is_default=True)
    saved = {**ERIN, "topics": ["photo", "data"], "language": "fr", "after_hours": "519 555 0199"}

    response = client.post(f"{LIST}add/", saved)

    assert response.status_code == 302
    erin = PressContact.objects.get(name="Erin Vale")
    assert (erin.topics, erin.language, erin.after_hours) == (
        *(["photo", "data"], "fr", "519 555 0199"),
    )
    assert client.get(f"{LIST}{erin.pk}/change/").text.count(" checked") == 2


def test_takes_no_topic_that_is_none(client):
    response = client.post(f"{LIST}add/", {**ERIN, "is_default": "on", "topics": ["casino"]})

    assert list(response.context["adminform"].form.errors) == ["topics"]


def cells(html):
    """Return the words of the table of duties, by question."""
    table = html.split('class="rota"')[1].split("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    words = [
        [" ".join(re.sub("<[^>]*>", " ", cell).split()) for cell in row]
        for row in (re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows)
    ]
    return {row[0]: row[1:] for row in words[1:]}


def test_shows_who_gets_which_questions_now(client):
    ben = officer("Ben", topics=["interview"])
    officer("Ana", is_default=True, topics=["quote"])
    officer("Cleo", topics=["photo"], away_from="2020-01-01", deputy=ben)
    officer("Dan", topics=["data"], language="fr", email="")

    shown = cells(client.get(LIST).text)

    gap = "Ana nobody takes these: they go to the press office"
    assert shown["A quote or comment"] == ["Ana", "Ana"]
    assert shown["Photos or video"] == ["Ben for Cleo, who is away"] * 2
    assert shown["Data or background"] == [
        gap,
        "Dan no address: the mail goes to the press inbox",
    ]
    assert shown["Not said"] == [gap, gap]


def test_the_list_costs_no_more_with_more_contacts(client, django_assert_max_num_queries):
    last, topics = officer("Office", is_default=True), Inquiry.Topic.values
    for number in range(12):
        fields = {"topics": [topics[number % 5]], "away_from": "2020-01-01", "deputy": last}
        last = officer(f"P{number}", **fields)
        baker.make(Message, to=last.email, state="failed", ended_at=timezone.now())

    with django_assert_max_num_queries(16):
        html = client.get(LIST).text
    assert html.count("The last mail was not delivered.") == 12
    assert "takes the calls" in html


@pytest.mark.django_db(transaction=True)
def test_of_two_who_tick_the_press_office_at_once_one_gets_it(client):
    contacts = [officer(f"P{number}", is_default=not number) for number in range(4)]
    user = member("PR lead")

    def tick(number):
        own = Client()
        own.force_login(user)
        data = {**ERIN, "name": f"P{number + 1}", "is_default": "on"}
        return own.post(f"{LIST}{contacts[number + 1].pk}/change/", data).status_code

    for _round in range(3):
        assert at_once(tick, 3) == [302] * 3
    assert PressContact.objects.filter(is_default=True).count() == 1


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize(("method", "locks"), [("get", False), ("post", True)])
def test_only_a_deletion_itself_locks_the_contacts(client, method, locks):
    officer("Ana", is_default=True)
    ben = officer("Ben")
    with CaptureQueriesContext(connection) as asked:
        getattr(client, method)(f"{LIST}{ben.pk}/delete/", {"post": "yes"})

    locked = [q for q in asked.captured_queries if "FOR UPDATE" in q["sql"]]
    assert bool(locked) == locks


def test_says_that_readers_see_the_address_and_whom_reminders_go_to(client):
    html = client.get(f"{LIST}add/").text

    assert "Questions go to this address, and readers see it" in html
    assert "On all days, so do the reminders" in html


def test_warns_where_the_last_mail_was_not_delivered(client, settings):
    ana, ben = officer("Ana", is_default=True), officer("Ben")
    for name, states in {"ana": ["sent", "failed"], "ben": ["failed", "sent", "cancelled"]}.items():
        for hours, state in enumerate(states):
            at = timezone.now() - timedelta(hours=9 - hours)
            baker.make(
                Message,
                to=f"{name}@office.example",
                **{"state": state, "ended_at": at, "created_at": at, "last_error": "550 5.1.1"},
            )
    html = client.get(LIST).text
    assert html.count("The last mail was not delivered.") == 1

    shown = client.get(f"{LIST}{ana.pk}/change/").text
    assert "The last mail to ana@office.example was not delivered (550 5.1.1)." in shown
    assert f"A copy went to {settings.PRESS_INBOX}." in shown
    assert "was not delivered" not in client.get(f"{LIST}{ben.pk}/change/").text


def test_names_are_shown_and_not_run(client):
    officer("<script>alert(1)</script>", is_default=True, email="a@x.example")

    assert "<script>alert(1)" not in client.get(LIST).text
