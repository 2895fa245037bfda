"""Rows of every kind about people, as old as a test wants them."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from model_bakery import baker

from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger
from ijmsite.privacy.models import (
    Breach,
    ConfirmLink,
    DataLink,
    PrivacyRequest,
)
from ijmsite.privacy.terms import months_before
from news.models import ReadingLink
from news.reading.services import make_link
from tests.contacts import made
from tests.staff.people import member

AMINA = "amina@supporter.example"


def long_ago(months=0, days=0):
    return months_before(timezone.now(), months) - timedelta(days=days)


def inquiry(settled_at, status="answered", **fields):
    if status == "answered":
        fields["answered_at"] = settled_at
    return made.inquiry(status=status, settled_at=settled_at, escalate_at=None, **fields)


def sign_up(**fields):
    return baker.make(Fundraiser, **{"name": "Amina Roy", "email": AMINA, **fields})


def message(ended_at, **fields):
    state = {"state": "sent", "ended_at": ended_at} if ended_at else {}
    return baker.make(
        Message, **{"key": f"hello:{ended_at}", "to": AMINA, "subject": "Hello", **state, **fields}
    )


def tick(at):
    return ledger.tick(
        email=AMINA, purpose="news", version=1, language="en", text="Yes.", form="/f/", at=at
    )


def link(model, expires_at, **fields):
    row = model(expires_at=expires_at, **fields)
    row.new_token()
    row.save()
    return row


def request(settled_at):
    return baker.make(
        PrivacyRequest,
        what="access",
        address_hash="x",
        due_on="2020-01-01",
        received_at=settled_at or long_ago(90),
        settled_at=settled_at,
    )


def breach(at, **fields):
    fields = {"is_real_risk": False} | fields
    return baker.make(Breach, found_on=timezone.localtime(at).date(), **fields)


def reading_link(expires_at):
    article = baker.make("news.Article", slug=f"a-{ReadingLink.objects.count()}", body="<p>X.</p>")
    made_link, _url = make_link(
        article,
        member("PR lead"),
        purpose=ReadingLink.Purpose.PREVIEW,
        reader_name="Noor Haddad",
        reader_email="noor@daily.example",
        days=timedelta(days=7),
    )
    ReadingLink.objects.filter(pk=made_link.pk).update(
        created_at=expires_at - timedelta(days=7), expires_at=expires_at
    )
    return made_link


def session(expire_date):
    return Session.objects.create(session_key=f"{expire_date}", expire_date=expire_date)


# What is made, with its limit in months and days.
KINDS = {
    "inquiries": (lambda at: inquiry(at), 18, 0),
    "closed inquiries": (lambda at: inquiry(at, "closed"), 18, 0),
    "quarantine": (lambda at: inquiry(at, "quarantined"), 0, 30),
    "spam": (lambda at: inquiry(at, "spam"), 0, 30),
    "sign-ups": (lambda at: sign_up(active_at=at), 24, 0),
    "sign-ups whose event came last": (
        lambda at: sign_up(active_at=long_ago(60), event_date=timezone.localtime(at).date()),
        24,
        0,
    ),
    "set-aside sign-ups": (lambda at: sign_up(set_aside_at=at), 0, 30),
    "outbox": (lambda at: message(at), 18, 0),
    "ticks": (lambda at: tick(at), 0, 30),
    "links to confirm": (lambda at: link(ConfirmLink, at), 0, 0),
    "links to data": (lambda at: link(DataLink, at, email=AMINA), 0, 0),
    "privacy requests": (lambda at: request(at), 36, 0),
    "breaches": (lambda at: breach(at), 36, 0),
    "reading links": (lambda at: reading_link(at), 24, 0),
    "sign-ins": (lambda at: session(at), 0, 0),
}
