"""Parts of the mails about a question are kept, and yet each mail says what holds for its own."""

from datetime import date

import pytest
import time_machine
from django.urls import clear_script_prefix
from model_bakery import baker

from contacts.mails import EDITABLE
from contacts.models import Inquiry, PressContact
from ijmsite.mail.outbox import render
from ijmsite.pages.models import HelpLine
from ijmsite.pages.templatetags.kept import KeptNode

pytestmark = pytest.mark.django_db
[ACKNOWLEDGEMENT] = [each.template for each in EDITABLE]
OPEN, CLOSED = "2026-11-30T15:00:00Z", "2026-11-28T15:00:00Z"
AWAY = {"away_from": date(2026, 11, 29)}
HELP = {"is_call_for_help": True}


def state(language="en", at=OPEN, person=None, inquiry=None, settings=None, line="911", office=""):
    """Return what a mail depends on, but for what differs from question to question."""
    return language, at, person or {}, inquiry or {}, settings or {}, line, office


# Each beside the first; the same again behind the others.
STATES = [
    state(),
    state(language="fr"),
    state(at=CLOSED),
    state(at=CLOSED, person={"after_hours": "519.555.0100"}),
    state(at=CLOSED, person={"after_hours": "519.555.0101"}),
    state(person={"after_hours": "519.555.0101"}),
    # The same row, a day before and a day after.
    state(at=CLOSED, person=AWAY),
    state(person=AWAY),
    state(person={"name": "Somebody Else"}),
    # The row of another, who takes the calls at night.
    state(at=CLOSED, office="519.555.0102"),
    state(at=CLOSED, office="519.555.0103"),
    state(inquiry=HELP),
    state(settings={"HELP_PHONE": "1-800-555-0100"}),
    state(settings={"SITE_URL": "https://other.example"}),
    state(settings={"ORG_MAILING_ADDRESS": "Another street"}),
    state(line="988"),
    state(),
]


@pytest.fixture
def written(settings):
    clear_script_prefix()
    contact = baker.make(PressContact, name="Petra", phone="519.679.5030", title="Director")
    baker.make(PressContact, name="Desk", phone="519.679.5031", title="Desk", is_default=True)
    line = baker.make(HelpLine, name="Hotline", phone="911")
    shipped = {name: getattr(settings, name) for *_, own, _, _ in STATES for name in own}

    def written(language, at, person, inquiry, own, phone, office):
        for name, value in (shipped | own).items():
            setattr(settings, name, value)
        PressContact.objects.filter(is_default=True).update(after_hours=office)
        PressContact.objects.filter(pk=contact.pk).update(
            **{"name": "Petra", "after_hours": "", "away_from": None} | person
        )
        line.phone = phone
        line.save()
        asked = Inquiry(
            pk=5, reference="M-AAAAAA", email="z@courier.example", topic="interview", **inquiry
        )
        with time_machine.travel(at, tick=False):
            asked.contact = PressContact.objects.get(pk=contact.pk)
            acknowledged = {"reference": asked.reference, "press_contact": asked.contact}
            return [
                render("contacts/email/inquiry", {"inquiry": asked}, "en", html=True),
                render("contacts/email/escalation", {"inquiry": asked}, "en", html=True),
                render(ACKNOWLEDGEMENT, acknowledged, language, html=True),
            ]

    return written


def test_a_mail_says_the_same_whatever_others_were_written_before(written, monkeypatch):
    kept = [written(*each) for each in STATES]
    monkeypatch.setattr(KeptNode, "render", lambda self, context: self.nodelist.render(context))
    made_anew = [written(*each) for each in STATES]

    assert kept == made_anew
    assert kept[0] == kept[-1]
    assert all(kept[0] != each for each in kept[1:-1])
