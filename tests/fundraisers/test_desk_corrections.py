"""What supporters tell us to correct, and the guide that is sent to another address."""

import re
from datetime import date

import pytest
from django.utils import timezone

from fundraisers.models import Fundraiser
from fundraisers.services import telling
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger
from ijmsite.staff.models import AuditEvent

from .desk import ended, page, press, signup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_user")]
ACTIONS = {"contacted": "contact", "planned": "plan", "held": "hold", "thanked": "thank"}


def actions():
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def welcomes():
    return Message.objects.filter(template="fundraisers/email/welcome").order_by("created_at")


def test_corrects_the_address_and_sends_the_guide_in_one_go(client):
    thing = signup(email="amina@suporter.example")
    telling.announce(thing, [])
    first = ended(thing.welcome, "failed")

    data = {"email": "amina@supporter.example", "instead_of": first.pk}
    press(client, thing, "resend", **data)

    second = thing.welcome
    assert thing.email == second.to == "amina@supporter.example"
    assert second != first
    assert second.state == "queued"
    assert second.at_most_every is None
    event = AuditEvent.objects.get()
    assert (event.action, event.details) == ("resend", {"fields": ["email"]})
    assert "supporter" not in event.label + str(event.details)


def test_a_guide_that_is_sent_late_names_no_day_that_has_passed(client, time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    thing = signup(contact_by=date(2026, 2, 20))

    press(client, thing, "resend", email=thing.email)

    assert "March 3" in thing.welcome.text
    assert "February" not in thing.welcome.text


def test_a_double_click_sends_one_guide(client):
    thing = signup()
    telling.announce(thing, [])
    first = ended(thing.welcome, "failed")
    data = {"email": thing.email, "instead_of": first.pk, "refused": thing.email}

    press(client, thing, "resend", **data)
    said = press(client, thing, "resend", **data)

    assert "somebody was faster" in said
    assert welcomes().count() == 2


def test_asks_once_whether_a_refused_address_is_right(client):
    thing = signup()
    telling.announce(thing, [])
    data = {"email": thing.email, "instead_of": ended(thing.welcome, "failed").pk}

    asked = client.post(page(thing, "resend"), data)
    form = asked.context["form"]

    assert "This address was refused." in form.errors["email"][0]
    assert welcomes().count() == 1
    again = {field.html_name: field.value() for field in form}
    press(client, thing, "resend", **again)
    assert welcomes().count() == 2


@pytest.mark.parametrize("state", ["parked", "sent"])
def test_asks_nothing_where_no_server_refused_the_address(client, state):
    thing = signup()
    telling.announce(thing, [])
    data = {"email": thing.email, "instead_of": ended(thing.welcome, state).pk}

    press(client, thing, "resend", **data)

    assert welcomes().count() == 2


def test_a_guide_that_still_waits_is_taken_back_before_another_goes(client):
    thing = signup()
    telling.announce(thing, [])
    first = thing.welcome

    press(client, thing, "resend", email="amina@home.example", instead_of=first.pk)

    assert list(welcomes().values_list("to", "state")) == [
        ("amina@supporter.example", "cancelled"),
        ("amina@home.example", "queued"),
    ]


def test_consents_stay_with_the_address_that_gave_them(client):
    thing = signup()
    now = timezone.now()
    ticked = ledger.tick(
        email=thing.email,
        purpose="news",
        version=1,
        language="en",
        text="Yes.",
        form="/fundraise/",
        at=now,
    )
    ledger.confirm(ticked, now)

    press(client, thing, "resend", email="amina@home.example")

    assert not ledger.may_write("amina@home.example", "news")
    assert ledger.may_write("amina@supporter.example", "news")
    assert "Nothing: write to them about their fundraiser only" in client.get(page(thing)).text


@pytest.mark.parametrize("email", ["", "nonsense", "a@b", "a@b.example\r\nBcc: c@d.example"])
@pytest.mark.parametrize("step", ["resend", "correct"])
def test_refuses_what_is_no_address(client, email, step):
    thing = signup()

    response = client.post(page(thing, step), {"name": "A", "language": "en", "email": email})

    assert "email" in response.context["form"].errors
    assert not actions()


def test_corrects_what_they_typed_and_keeps_which_fields(client):
    thing = signup(city="Harow Bay", name="Amina Roy")
    corrected = {
        "name": "Amina Roi",
        "email": thing.email,
        "idea": "run",
        "event_date": "2030-02-12",
        "city": "Harrow Bay",
        "language": "fr",
    }

    press(client, thing, "correct", **corrected)

    assert (thing.name, thing.idea, thing.city, thing.language) == (
        "Amina Roi",
        "run",
        "Harrow Bay",
        "fr",
    )
    event = AuditEvent.objects.get()
    assert event.details == {"fields": ["name", "idea", "event_date", "city", "language"]}
    assert "Corrected" in client.get(page(thing)).text


@pytest.mark.parametrize(("years", "taken"), [(-3, True), (5, True), (6, False)])
def test_the_day_may_be_past_but_not_far_ahead(client, years, taken):
    thing = signup(event_date=None)
    day = date(timezone.localdate().year + years, 6, 1)
    same = {"name": thing.name, "email": thing.email, "language": "en", "idea": ""}

    response = client.post(page(thing, "correct"), same | {"city": "", "event_date": str(day)})

    thing.refresh_from_db()
    assert (thing.event_date == day) is taken
    assert ("nearer date" in response.text) is not taken


def test_a_correction_takes_back_nothing_that_was_changed_meanwhile(client):
    thing = signup(city="Harow Bay", language="en")
    html = client.get(page(thing, "correct")).text
    shown = dict(re.findall(r'name="(initial-\w+)"(?: value="([^"]*)")?', html))
    Fundraiser.objects.filter(pk=thing.pk).update(email="new@x.example", event_date="2030-02-12")
    typed = {"name": thing.name, "email": thing.email, "idea": "polar_dip", "language": "en"}

    press(client, thing, "correct", **shown, **typed, event_date="", city="Harrow Bay")

    thing.refresh_from_db()
    assert thing.city == "Harrow Bay"
    assert (thing.email, str(thing.event_date)) == ("new@x.example", "2030-02-12")


def test_a_correction_without_a_change_is_none(client):
    thing = signup(language="en")
    same = {"name": thing.name, "email": thing.email, "idea": "polar_dip", "language": "en"}

    press(client, thing, "correct", **same, city="", event_date="")

    assert not actions()


def test_a_correction_leaves_alone_what_only_we_set(client):
    thing = signup(language="en")
    before = Fundraiser.objects.values().get()

    press(
        client,
        thing,
        "correct",
        name="X",
        email=thing.email,
        idea="polar_dip",
        language="en",
        contact_by="2031-01-01",
        thanked_at="2031-01-01",
        digest="x",
    )

    after = Fundraiser.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"name", "active_at"}
