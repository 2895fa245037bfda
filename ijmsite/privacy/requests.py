"""What somebody asks of us about their data: written down, answered in time, and settled."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ijmsite.pages.workdays import FEDERAL, add_business_days, business_days_between
from ijmsite.staff import audit
from ijmsite.staff.models import User

from . import erasure, ledger, me
from .addresses import full_address
from .models import PrivacyRequest, hash_address

What = PrivacyRequest.What
# Canada's Anti-Spam Legislation, S.C. 2010, c. 23, s. 11(3).
WITHDRAWN_WITHIN = 10  # business days
# PIPEDA, S.C. 2000, c. 5, s. 8(3), for access; the other requests are given no longer.
ANSWERED_WITHIN = timedelta(days=30)


def due_on(what: str, received_on: date) -> date:
    """Return the last day on which a request is answered in time."""
    if what == What.WITHDRAW:
        return add_business_days(received_on, WITHDRAWN_WITHIN, FEDERAL)
    return received_on + ANSWERED_WITHIN


def days_left(request: PrivacyRequest, today: date) -> int:
    """Return how many business days are left after `today`; less than nothing once it is late."""
    if today > request.due_on:
        return -business_days_between(request.due_on, today, FEDERAL)
    return business_days_between(today, request.due_on, FEDERAL)


def days_taken(request: PrivacyRequest, until: datetime) -> int:
    """Return how many business days have passed since it was received, up to `until`."""
    days = [timezone.localtime(moment).date() for moment in (request.received_at, until)]
    return business_days_between(*days, FEDERAL)


@transaction.atomic
def enter(*, what: str, route: str, email: str, received_at: datetime, by: User) -> PrivacyRequest:
    """Write down what somebody asked for. A withdrawal takes effect at once, and is settled by it.

    The same words entered again, as by a double click, are one request.
    """
    email = full_address(email)
    known = {"what": what, "address_hash": hash_address(email), "received_at": received_at}
    if entered := PrivacyRequest.objects.filter(**known).first():
        return entered
    received_on = timezone.localtime(received_at).date()
    request = PrivacyRequest.objects.create(
        **known,
        route=route,
        email=email,
        due_on=due_on(what, received_on),
        entered_by=str(by)[:160],
    )
    if what == What.WITHDRAW:
        settle(request, by)
    return request


@transaction.atomic
def settle(request: PrivacyRequest, by: User) -> bool:
    """Note that a request is answered; of the address only the hash stays. Tell if it was open."""
    current = PrivacyRequest.objects.select_for_update().get(pk=request.pk)
    if not current.is_open:
        return False
    now = timezone.now()
    action = audit.Action.CLOSE
    if current.what == What.WITHDRAW:
        # From now, and not from when it was received: it also ends what was agreed to in between.
        ledger.withdraw(
            current.address_hash, at=now, manner=ledger.Manner.STAFF, recorded_by=current.entered_by
        )
        action = audit.Action.UNSUBSCRIBE
    current.settled_at, current.settled_by, current.email = now, str(by)[:160], ""
    current.save(update_fields=["settled_at", "settled_by", "email"])
    audit.record(action, current, by, what=current.what)
    return True


def send_link(request: PrivacyRequest, by: User, language: str) -> bool:
    """Mail the address of a request the link to its data page. Tell if the request was open."""
    if not (request.is_open and request.email):
        return False
    me.send_link(request.email, language)
    return True


def may_erase(request: PrivacyRequest, by: User) -> bool:
    is_asked = request.is_open and request.what == What.ERASE and request.email
    return bool(is_asked and by.is_superuser)


@transaction.atomic
def erase(request: PrivacyRequest, by: User, is_certain: bool = False) -> bool:
    """Erase all data of the address of a request, and settle it. Tell if it was done now."""
    # With the others of that address, which may be settled by it, and always in the same order.
    theirs = PrivacyRequest.objects.filter(address_hash=request.address_hash).order_by("pk")
    current = next(one for one in theirs.select_for_update() if one.pk == request.pk)
    if not (is_certain and may_erase(current, by)):
        return False
    # First settled: of a settled request there is nothing left to erase.
    email = current.email
    settle(current, by)
    erasure.erase(email, by)
    return True
