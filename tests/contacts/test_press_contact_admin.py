import pytest
from model_bakery import baker

from contacts.models import PressContact
from tests.staff.people import member

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
