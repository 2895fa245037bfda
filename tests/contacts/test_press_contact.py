from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from contacts.models import PressContact
from ijmsite.mail.models import Message

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


def officer(name, **fields):
    fields = {"title": "Officer", "phone": "519.679.5030"} | fields
    return PressContact.objects.create(name=name, **fields)


# Noon in Toronto on the days of one week.
@pytest.mark.parametrize(
    ("day", "name"),
    [(1, "Ana"), (2, "Ben"), (4, "Ben"), (5, "Ana")],
)
def test_a_deputy_takes_the_calls_on_the_days_away(time_machine, day, name):
    time_machine.move_to(datetime(2026, 3, day, 12, tzinfo=ZoneInfo("America/Toronto")))
    ana = officer(
        "Ana", away_from=date(2026, 3, 2), away_until=date(2026, 3, 4), deputy=officer("Ben")
    )

    assert ana.on_duty.name == name


def test_the_day_is_the_office_s(time_machine):
    ana = officer("Ana", away_from=date(2026, 3, 2), deputy=officer("Ben"))

    time_machine.move_to("2026-03-02T04:59:59Z")
    assert ana.on_duty == ana
    time_machine.move_to("2026-03-02T05:00:00Z")
    assert ana.on_duty.name == "Ben"


def test_deputies_who_are_all_away_lead_to_the_press_office():
    long_ago = date(2020, 1, 1)
    ana = officer("Ana", away_from=long_ago)
    ana.deputy = officer("Ben", away_from=long_ago, deputy=ana)
    ana.save()
    assert ana.on_duty == ana

    office = officer("Cleo", is_default=True)

    assert ana.on_duty == office
    assert PressContact.objects.on_duty() == office


def test_only_one_stands_for_the_press_office():
    officer("Ana", is_default=True)

    with pytest.raises(IntegrityError):
        officer("Ben", is_default=True)


def test_the_article_page_and_the_mails_name_the_deputy(client, post_inquiry, inquiry_data):
    officer("Ana", is_default=True, away_from=date(2020, 1, 1), deputy=officer("Ben Ekholm"))

    post_inquiry(inquiry_data)

    assert "Ben Ekholm" in client.get("/press/").text
    acknowledgement = Message.objects.get(template="contacts/email/acknowledgement")
    assert "Ben Ekholm" in acknowledgement.text
