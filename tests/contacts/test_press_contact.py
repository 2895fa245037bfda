from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from django.db import IntegrityError

from contacts.models import PressContact
from ijmsite.mail.models import Message
from ijmsite.pages import phones

from .made import LONG_AGO

pytestmark = pytest.mark.django_db


def test_dials_the_extension():
    contact = PressContact(phone="519.679.5030", extension="229")

    assert contact.tel_uri == "tel:+15196795030;ext=229"


@pytest.mark.parametrize(
    "phone",
    [
        *("519.679.5030", "(519) 679-5030", "519-679 5030", "5196795030"),
        *("1 800 555 0199", "+1-519-679-5030", "1.519.679.5030"),
        # What the book of all countries reads.
        *("+33 1 42 68 53 00", "519.679.503", "119.679.5030", "1-800-FLOWERS", "911", "anna"),
    ],
)
@pytest.mark.parametrize("extension", ["", "229", "a"])
def test_a_number_is_dialed_as_the_book_of_all_countries_says(phone, extension):
    try:
        number = phonenumbers.parse(phone, "CA")
    except phonenumbers.NumberParseException:
        assert phones.tel_uri(phone, extension) == ""
        return
    number.extension = extension or None
    uri = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)

    assert phones.tel_uri(phone, extension) == uri.replace("-", "")


def test_a_plain_number_needs_no_book(monkeypatch):
    monkeypatch.setattr(phonenumbers, "parse", None)
    for phone in ["519.679.5030", "(519) 679-5030", "+1-519-679-5030"]:
        assert phones.tel_uri(phone, "229") == "tel:+15196795030;ext=229"


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
    ana = officer("Ana", away_from=LONG_AGO)
    ana.deputy = officer("Ben", away_from=LONG_AGO, deputy=ana)
    ana.save()
    dan = officer("Dan")
    cleo = officer("Cleo", is_default=True)
    ana = PressContact.objects.get(pk=ana.pk)

    assert ana.on_duty == cleo
    assert PressContact.objects.on_duty() == cleo

    cleo.away_from, cleo.deputy = LONG_AGO, dan
    cleo.save()
    assert PressContact.objects.get(pk=ana.pk).on_duty == dan


def test_where_everybody_is_away_nobody_is_on_duty_and_readers_see_somebody():
    ana = officer("Ana", away_from=LONG_AGO, is_default=True)
    ben = officer("Ben", away_from=LONG_AGO, deputy=ana)

    assert ben.on_duty is None
    assert PressContact.objects.on_duty() is None
    assert ben.shown == ben
    assert PressContact.objects.shown() == ana


def test_deputies_of_many_are_asked_for_at_once(django_assert_num_queries):
    last = None
    for number in range(9):
        last = officer(f"P{number}", away_from=LONG_AGO, deputy=last, is_default=number == 3)

    with django_assert_num_queries(2):
        everybody = PressContact.objects.with_deputies()
        assert {contact.on_duty for contact in everybody} == {None}


def test_the_after_hours_line_is_that_of_the_press_office_where_one_has_none():
    assert officer("Zed").after_hours_line == ""
    officer("Ana", is_default=True, after_hours="519.555.0199")
    ben, cleo = officer("Ben"), officer("Cleo", after_hours="519.555.0100")

    assert (ben.after_hours_line, ben.after_hours_uri) == ("519.555.0199", "tel:+15195550199")
    assert cleo.after_hours_line == "519.555.0100"


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


@pytest.mark.parametrize(
    ("now", "first", "said"),
    [
        ("2026-11-30T15:00:00Z", "519.679.5030", "in office hours"),
        ("2026-11-28T15:00:00Z", "519.555.0199", "when the office opens"),
    ],
)
def test_the_acknowledgement_names_first_the_phone_that_somebody_answers_now(
    post_inquiry, inquiry_data, time_machine, now, first, said
):
    time_machine.move_to(now)
    officer("Ana", is_default=True, after_hours="519.555.0199", topics=["photo"])
    officer("Ben", topics=["interview"])

    post_inquiry(inquiry_data)

    text = Message.objects.get(template="contacts/email/acknowledgement").text
    ours = text.partition("give the reference:")[2].partition("-- \n")[0]
    assert min(["519.679.5030", "519.555.0199"], key=ours.index) == first
    assert f"A press officer reads your question {said}." in text
    assert "\n\n\n" not in text
