import pytest

from contacts.models import PressContact

pytestmark = pytest.mark.django_db


def test_dials_the_extension():
    contact = PressContact(phone="519.679.5030", extension="229")

    assert contact.tel_uri == "tel:+15196795030;ext=229"


def test_the_default_contact_stands_for_the_press_office():
    PressContact.objects.create(name="Ana", title="Officer", phone="519.679.5030")
    second = PressContact.objects.create(
        name="Ben", title="Officer", phone="519.679.5030", is_default=True
    )

    assert PressContact.objects.default() == second
