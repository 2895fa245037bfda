import pytest
from model_bakery import baker

from fundraisers.models import Fundraiser
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LIST = "/admin/fundraisers/fundraiser/"
CORRECTION = {"email": "amina@supporter.example", "event_date": "2030-02-12", "city": "Harrow Bay"}


@pytest.fixture(autouse=True)
def fundraising(client):
    client.force_login(member("Fundraising"))


def signup(**fields):
    return baker.make(Fundraiser, **{"name": "Amina Roy", "idea": "polar_dip", **fields})


def test_list_shows_names_apart_and_times_with_their_zone(client):
    signup(name="<b>Amina")

    html = client.get(LIST).text

    assert "<bdi>&lt;b&gt;Amina</bdi>" in html
    assert "<b>Amina" not in html
    assert "EST" in html or "EDT" in html


def test_corrects_address_date_and_city_only(client):
    thing = signup(email="amina@suporter.example")
    before = Fundraiser.objects.values().get()

    client.post(f"{LIST}{thing.pk}/change/", CORRECTION | {"name": "X", "contact_by": "2031-01-01"})

    after = Fundraiser.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"email", "event_date", "city"}
    assert after["name"] == "Amina Roy"


@pytest.mark.parametrize("email", ["nonsense", "a@b", "a@b.example\r\nBcc: c@d.example"])
def test_refuses_what_is_no_address(client, email):
    thing = signup()

    response = client.post(f"{LIST}{thing.pk}/change/", CORRECTION | {"email": email})

    assert "email" in response.context["adminform"].form.errors


def test_nobody_adds_and_only_administrators_delete(client):
    thing = signup()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{thing.pk}/delete/", {"post": "yes"}).status_code == 403

    client.force_login(member("Administrator"))

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{thing.pk}/delete/", {"post": "yes"}).status_code == 302
