"""The pages to which the links of mails lead: they ask, and only the button acts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Inquiry
from contacts.services import desk, telling
from ijmsite.mail.models import Message
from ijmsite.staff.models import AuditEvent

from .desk import STEPS, inquiry, page, press


@pytest.mark.parametrize("step", STEPS)
def test_opening_a_link_changes_nothing(client, lead, step):
    thing = inquiry(status="quarantined" if step == "release" else "new")
    before = Inquiry.objects.values().get()

    response = client.get(page(thing, step))

    assert response.status_code == 200
    assert thing.reference in response.text
    assert "Harrow Bay Courier" in response.text
    assert Inquiry.objects.values().get() == before
    assert not AuditEvent.objects.exists()


def test_a_mail_has_the_links_of_its_own_inquiry(db, settings):
    first, second = inquiry(), inquiry(pk=1_234_567)
    for thing in [first, second]:
        telling.announce(thing)
        text = Message.objects.get(key=telling.key(thing, "press")).text
        for step in ["claim", "answered", "change"]:
            page = reverse(f"admin:contacts_inquiry_{step}", args=[thing.pk])
            assert f"\n{settings.SITE_URL}{page}\n" in text


@pytest.mark.parametrize("step", ["claim", "answered"])
def test_link_of_a_mail_shows_one_button(client, lead, step):
    thing = inquiry(deadline=timezone.now() + timedelta(minutes=40))

    html = client.get(page(thing, step)).text

    main = html[html.index('id="content-main"') : html.index('id="footer"')]
    assert main.count("<button") == 1
    assert "40 min left" in main


def test_link_of_a_mail_leads_through_signing_in(client, db):
    url = page(inquiry(), "claim")

    assert client.get(url).url == f"/admin/login/?next={url}"


@pytest.mark.parametrize("step", ["claim", "answered"])
def test_link_of_a_mail_says_kindly_when_it_was_done_before(client, lead, bo, step):
    thing = inquiry()
    desk.answer(thing, bo)

    html = client.get(page(thing, step)).text

    assert "It stands at “Answered”." in html
    assert "Last step: “Marked as answered” by Bo, now." in html
    assert "There is nothing left to do here." in html
    assert '<button type="submit" class="button"' not in html


def test_claim_of_what_is_mine_leads_to_the_next_button(client, lead):
    thing = inquiry(owner=lead)

    html = client.get(page(thing, "claim")).text

    main = html[html.index('id="content-main"') : html.index('id="footer"')]
    assert "Take over" not in html
    assert "There is nothing left to do here." not in main
    assert "It is yours. Answer by mail, then press “Answered”." in main
    assert main.count("<button") == 1
    assert f'action="{page(thing, "answered")}"' in main


def test_claim_of_what_is_answered_takes_over_nothing(client, lead, bo):
    thing = inquiry(owner=bo, status="answered")

    html = client.get(page(thing, "claim")).text

    assert "Take over" not in html
    assert "There is nothing left to do here." in html


def test_claim_asks_before_it_takes_over(client, lead, bo):
    thing = inquiry(owner=bo)

    html = client.get(page(thing, "claim")).text
    assert "Take over from Bo" in html
    assert f'name="instead_of" value="{bo.pk}"' in html

    press(client, thing, "claim", instead_of=bo.pk)
    assert thing.owner == lead


@pytest.mark.parametrize("forged", ["x", "9" * 5000, "-1", "\0"])
def test_claim_survives_a_forged_owner(client, lead, bo, forged):
    thing = inquiry(owner=bo)

    press(client, thing, "claim", instead_of=forged)

    assert thing.owner == bo
