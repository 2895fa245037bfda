"""Somebody about whom there is something of every kind."""

import re
from datetime import timedelta

from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry
from contacts.services import desk as inquiry_desk
from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger, me
from ijmsite.privacy.models import Consent, PrivacyRequest, hash_address
from news.models import Article, ReadingLink
from news.reading.services import give_review, make_link

AMINA = "Amina.Canary@supporter.example"
NAME = "Amina Quetzalcoatl"


def path_of(message, settings):
    """Return the path of the page to which a mail leads."""
    return re.search(rf"{settings.SITE_URL}(/(?:fr/)?me/\S+)", message.text)[1]


def link_for(email, settings, language="en"):
    return path_of(me.send_link(email, language), settings)


def wrote(post_inquiry, inquiry_data, **fields):
    """Let her ask the press office; return what is stored."""
    data = inquiry_data | {"name": NAME, "email": AMINA} | fields
    assert post_inquiry(data).status_code == 303
    return Inquiry.objects.latest("pk")


def signed_up(post_signup, signup_data, **fields):
    data = signup_data | {"name": NAME, "email": AMINA} | fields
    assert post_signup(data).status_code == 303
    return Fundraiser.objects.latest("pk")


def confirmed():
    for ticked in ledger.open_ticks(AMINA):
        ledger.confirm(ticked, timezone.now())


def asked(what="access"):
    return PrivacyRequest.objects.create(
        what=what,
        route="email",
        email=AMINA,
        address_hash=hash_address(AMINA),
        due_on=timezone.localdate() + timedelta(days=30),
        entered_by="Ana",
    )


def read(lead):
    """Let her read a draft by link, and approve it; return the link."""
    article = baker.make(Article, headline="Draft", body="<p>Text</p>", status="in_review")
    link, _address = make_link(
        article,
        lead,
        purpose=ReadingLink.Purpose.APPROVAL,
        reader_name=NAME,
        reader_email=AMINA,
        days=timedelta(days=7),
    )
    give_review(
        link,
        decision="approved",
        comment=f"{NAME} says yes.",
        fingerprint=article.fingerprint,
    )
    return link


def noted(inquiry, fundraiser, by):
    inquiry_desk.add_note(inquiry, f"{NAME} called, write to {AMINA}.", by)
    fundraiser.notes.create(text=f"{NAME} is keen.", by=by, by_name=str(by))


def mails_to(email):
    return Message.objects.filter(to__iexact=email)


def history(email):
    return [(entry.kind, entry.purpose) for entry in Consent.objects.of(email)]
