"""What the records of privacy itself say about people. The proofs among them are never erased."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .addresses import having
from .ledger import unconfirmed
from .mailing import CONFIRM
from .models import (
    Breach,
    ConfirmLink,
    Consent,
    DataLink,
    PrivacyRequest,
    Receipt,
    hash_address,
)
from .personal import Fact, Personal, Purge, delete, keep
from .purposes import named
from .terms import BREACH, REQUEST, months_before


def consents_of(email: str) -> QuerySet:
    return Consent.objects.of(email).select_related("wording")


def told_of_consent(entry: Consent) -> list[Fact]:
    wording = entry.wording
    facts = [
        Fact("when", _("when"), entry.at),
        Fact("what", _("what"), entry.get_kind_display()),
        Fact("purpose", _("purpose"), named(entry.purpose)),
        Fact("how", _("how"), entry.get_manner_display()),
        Fact("form", _("form"), entry.form, is_technical=True),
        Fact("basis", _("what it follows from"), entry.basis),
        Fact("expires_after", _("expires after"), entry.expires_on),
        Fact("entered", _("entered"), entry.recorded_at, is_technical=True),
    ]
    if wording:
        facts += [
            Fact("words", _("the words beside the box"), wording.text),
            Fact("words_version", _("version"), wording.version, is_technical=True),
            Fact("words_language", _("language"), wording.language, is_technical=True),
            Fact("words_sha256", _("SHA-256 of the text"), wording.text_hash, is_technical=True),
        ]
    return facts


def requests_of(email: str) -> QuerySet:
    return PrivacyRequest.objects.filter(address_hash=hash_address(email))


def told_of_request(request: PrivacyRequest) -> list[Fact]:
    return [
        Fact("received", _("received"), request.received_at),
        Fact("what", _("what you asked for"), request.get_what_display()),
        Fact("how", _("how it came"), request.get_route_display()),
        Fact("answer_by", _("answer by"), request.due_on),
        Fact("settled", _("settled"), request.settled_at),
    ]


def erase_address(requests: QuerySet) -> int:
    """Leave the hash alone of the address: that we were asked, and answered, is the proof.

    What still waits for an answer keeps the address, until it is settled.
    """
    return requests.exclude(settled_at=None).exclude(email="").update(email="")


def links_of(email: str) -> QuerySet:
    return having(DataLink.objects.all(), "email", email)


def told_of_link(link: DataLink) -> list[Fact]:
    return [
        Fact("made", _("made"), link.created_at),
        Fact("expires", _("expires"), link.expires_at),
    ]


def receipts_of(email: str) -> QuerySet:
    return Receipt.objects.filter(address_hash=hash_address(email))


def told_of_receipt(receipt: Receipt) -> list[Fact]:
    return [
        Fact("when", _("when"), receipt.at),
        Fact("number", _("number"), receipt.pk),
        Fact("deleted", _("deleted"), sum(receipt.counts.values())),
    ]


MAILS = [CONFIRM, "privacy/email/me"]

PROOF = _("to prove what you agreed to, and what you ended")

PERSONAL = [
    Personal(
        name="consents",
        words=_("What you agreed to, and what you ended"),
        model=Consent,
        find=consents_of,
        told=told_of_consent,
        erase=keep,
        purposes=dict.fromkeys(["address_hash", "basis", "form"], PROOF),
        made_at="at",
    ),
    Personal(
        name="requests",
        words=_("What you asked us about your data"),
        model=PrivacyRequest,
        find=requests_of,
        told=told_of_request,
        erase=erase_address,
        purposes=dict.fromkeys(["email", "address_hash"], _("to answer in time, and to prove it")),
        made_at="received_at",
    ),
    Personal(
        name="data_links",
        words=_("Links to your data that we mailed to you"),
        model=DataLink,
        find=links_of,
        told=told_of_link,
        erase=delete,
        purposes={"email": _("to open your own data for you, and for nobody else")},
        made_at="created_at",
    ),
    Personal(
        name="receipts",
        words=_("What we deleted for you before"),
        model=Receipt,
        find=receipts_of,
        told=told_of_receipt,
        erase=keep,
        purposes={"address_hash": _("to delete it again, should it come back from a backup")},
        made_at="at",
    ),
]


def expired_requests(now: datetime) -> QuerySet:
    return PrivacyRequest.objects.filter(settled_at__lt=months_before(now, REQUEST))


def expired_breaches(now: datetime) -> QuerySet:
    """Return the old records; never one of a breach that somebody has still to be told of."""
    limit = timezone.localtime(months_before(now, BREACH)).date()
    waiting = Breach.objects.to_report() | Breach.objects.to_notify()
    return Breach.objects.filter(found_on__lt=limit).exclude(pk__in=waiting.values("pk"))


PURGES = [
    Purge("unconfirmed_consents", _("Ticks that were not confirmed within 30 days"), unconfirmed),
    Purge(
        "confirm_links",
        _("Links to confirm a consent, once they open nothing"),
        lambda now: ConfirmLink.objects.filter(expires_at__lt=now),
    ),
    Purge(
        "data_links",
        _("Links to a data page, once they open nothing"),
        lambda now: DataLink.objects.filter(expires_at__lt=now),
    ),
    Purge(
        "privacy_requests",
        _("Privacy requests, 3 years after they were settled"),
        expired_requests,
    ),
    Purge(
        "breaches",
        _("Breach records, 3 years after we found out (the law asks for 2)"),
        expired_breaches,
    ),
]
