"""The consent ledger: what somebody agreed to, in which words, and when that ended.

Asking and answering happen elsewhere; here stands what counts, and what must be provable. What came
later is told by the order in which the entries were written: clocks are set back, numbers are not.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .models import Consent, Wording, hash_address
from .models.ledger import ConsentQuerySet
from .purposes import ASKING, COMING_BACK_VERSION

Kind, Manner = Consent.Kind, Consent.Manner
# After that a tick is erased: see `ijmsite.privacy.triggers`.
CONFIRMED_WITHIN = timedelta(days=30)


def tick(
    *, email: str, purpose: str, version: int, language: str, text: str, form: str, at: datetime
) -> Consent:
    """Note that a box was ticked: to which words, on which form, when. It is not confirmed yet."""
    wording = _wording(purpose, version, language, text)
    return _add(Kind.TICKED, email, at, purpose=purpose, wording=wording, form=form)


@transaction.atomic
def confirm(ticked: Consent, at: datetime) -> None:
    """Note that the address itself has confirmed what was ticked: from now on it counts.

    A second time changes nothing; nor does it, after a withdrawal, bring an old tick to life.
    """
    # Of two presses at once one waits here for the other. SQLite has one writer anyway.
    Consent.objects.select_for_update().get(pk=ticked.pk)
    if is_confirmed(ticked) or is_withdrawn_since(ticked):
        return
    Consent.objects.create(
        kind=Kind.CONFIRMED,
        address_hash=ticked.address_hash,
        purpose=ticked.purpose,
        wording=ticked.wording,
        manner=Manner.LINK,
        form=ticked.form,
        at=at,
    )


def ticks_at(email: str, at: datetime) -> ConsentQuerySet:
    """Return what was ticked with an address at one moment, such as that of its sign-up."""
    return Consent.objects.of(email).filter(kind=Kind.TICKED, at=at)


def open_ticks(email: str) -> list[Consent]:
    """Return what was ticked with an address, and can still be confirmed: one of each purpose."""
    return open_ticks_of(hash_address(email))


def open_ticks_of(address_hash: str) -> list[Consent]:
    return still_open(Consent.objects.filter(address_hash=address_hash, kind=Kind.TICKED))


def still_open(ticks: ConsentQuerySet) -> list[Consent]:
    """Return which of the ticks can still be confirmed: of each purpose the latest one."""
    ticks = ticks.filter(at__gt=timezone.now() - CONFIRMED_WITHIN).select_related("wording")
    latest = {ticked.purpose: ticked for ticked in ticks.order_by("id")}
    return [
        ticked
        for ticked in latest.values()
        if not is_confirmed(ticked) and not is_withdrawn_since(ticked)
    ]


def is_confirmed(ticked: Consent) -> bool:
    """Return whether a tick was confirmed, and nothing has been withdrawn since."""
    later = _later(ticked)
    return later.filter(kind=Kind.CONFIRMED, purpose=ticked.purpose).exists() and (
        ticked.purpose in agreed(ticked.address_hash)
    )


def is_withdrawn_since(ticked: Consent) -> bool:
    """Return whether a tick can no longer be confirmed, as the address has ended it."""
    withdrawn = _later(ticked).filter(kind=Kind.WITHDRAWN, purpose__in=["", ticked.purpose])
    return withdrawn.exists()


def unconfirmed(now: datetime) -> ConsentQuerySet:
    """Return the ticks that were not confirmed within thirty days before `now`.

    What was ticked in somebody's name, and never confirmed, is no consent and no proof.
    """
    confirmed = Consent.objects.filter(
        kind=Kind.CONFIRMED,
        address_hash=OuterRef("address_hash"),
        purpose=OuterRef("purpose"),
        pk__gt=OuterRef("pk"),
    )
    old = Consent.objects.filter(kind=Kind.TICKED, at__lt=now - CONFIRMED_WITHIN)
    return old.filter(~Exists(confirmed))


def _later(entry: Consent) -> ConsentQuerySet:
    return Consent.objects.filter(address_hash=entry.address_hash, pk__gt=entry.pk)


@transaction.atomic
def imply(
    *, email: str, purpose: str, basis: str, expires_on: date, at: datetime, recorded_by: str
) -> Consent:
    """Note what consent follows from, such as a gift, and the last day on which it counts.

    At most two years: Canada's Anti-Spam Legislation, section 10(9) and (13). Raises `ValueError`
    for an address that has withdrawn: it alone can agree again.
    """
    if was_ended(hash_address(email), purpose):
        raise ValueError("withdrawn")
    return _add(
        Kind.IMPLIED,
        email,
        at,
        purpose=purpose,
        basis=basis,
        expires_on=expires_on,
        manner=Manner.STAFF,
        recorded_by=recorded_by,
    )


@transaction.atomic
def withdraw(
    address_hash: str, *, at: datetime, manner: Manner, purpose: str = "", recorded_by: str = ""
) -> None:
    """Note that somebody wants nothing more for `purpose`, or nothing at all.

    Who has nothing left to withdraw gets no second entry: mail programs press twice.
    """
    if has_withdrawn(address_hash, purpose):
        return
    Consent.objects.create(
        kind=Kind.WITHDRAWN,
        address_hash=address_hash,
        at=at,
        purpose=purpose,
        manner=manner,
        recorded_by=recorded_by,
    )


@transaction.atomic
def come_back(address_hash: str, *, at: datetime, language: str, text: str) -> None:
    """Note that an address that had ended everything wants again what is asked for with it.

    By the button `text`, on a page that its mail led to. What it had agreed to before stays ended.
    """
    if has_withdrawn(address_hash):
        Consent.objects.create(
            kind=Kind.CONFIRMED,
            address_hash=address_hash,
            purpose=ASKING,
            wording=_wording(ASKING, COMING_BACK_VERSION, language, text),
            manner=Manner.LINK,
            at=at,
        )


def has_withdrawn(address_hash: str, purpose: str = "") -> bool:
    """Return whether the last word about `purpose`, or about everything, was a withdrawal."""
    # Neither a tick nor a gift is a word of the address itself.
    entries = Consent.objects.filter(address_hash=address_hash)
    entries = entries.exclude(kind__in=[Kind.TICKED, Kind.IMPLIED])
    if purpose:
        entries = entries.filter(purpose__in=["", purpose])
    last = entries.order_by("id").last()
    return last is not None and last.kind == Kind.WITHDRAWN and last.purpose in ("", purpose)


def was_ended(address_hash: str, purpose: str) -> bool:
    """Return whether an address has ever withdrawn `purpose`, or everything."""
    entries = Consent.objects.filter(address_hash=address_hash, kind=Kind.WITHDRAWN)
    return entries.filter(purpose__in=["", purpose]).exists()


def may_write(email: str, purpose: str, at: datetime | None = None) -> bool:
    """Return whether `email` has agreed to mail for `purpose` and has not withdrawn since.

    For `ASKING` it is enough that the last word of the address did not end everything.
    """
    address_hash = hash_address(email)
    if purpose == ASKING:
        return not has_withdrawn(address_hash)
    return purpose in agreed(address_hash, at)


def agreed(address_hash: str, at: datetime | None = None) -> set[str]:
    """Return for which purposes whoever has this address may be written to.

    `at` (default: now) is the moment at which implied consents must not have ended.
    """
    at = at or timezone.now()
    found: set[str] = set()
    # What follows from a gift brings nothing back that the address has ended.
    ended: set[str] = set()
    for entry in Consent.objects.filter(address_hash=address_hash).order_by("id"):
        match entry.kind:
            case Kind.CONFIRMED:
                found.add(entry.purpose)
            case Kind.IMPLIED if entry.expires_on >= timezone.localdate(at) and not ended & {
                "",
                entry.purpose,
            }:
                found.add(entry.purpose)
            case Kind.WITHDRAWN:
                ended.add(entry.purpose)
                found -= {entry.purpose} if entry.purpose else {*found}
    return found


def _wording(purpose: str, version: int, language: str, text: str) -> Wording:
    same = {"purpose": purpose, "version": version, "language": language}
    digest = Wording.digest(text)
    return Wording.objects.get_or_create(**same, text_hash=digest, defaults={"text": text})[0]


def _add(kind: Kind, email: str, at: datetime, **fields) -> Consent:
    return Consent.objects.create(kind=kind, address_hash=hash_address(email), at=at, **fields)
