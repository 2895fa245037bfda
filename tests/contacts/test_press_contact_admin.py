import re
from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from contacts.models import PressContact
from ijmsite.mail.models import Message
from tests.staff.people import member

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


def test_the_table_costs_no_more_with_more_contacts(client, django_assert_max_num_queries):
    for number in range(12):
        officer(f"P{number}", is_default=not number)

    with django_assert_max_num_queries(16):
        client.get(LIST)


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
