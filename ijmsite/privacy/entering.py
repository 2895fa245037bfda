"""Consents that staff enter, as they follow from a gift or from volunteering."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from ijmsite.staff import audit
from ijmsite.staff.models import User

from . import ledger
from .models import Consent

# Canada's Anti-Spam Legislation, S.C. 2010, c. 23, s. 10(13): "within the two-year period
# immediately before the day on which the message was sent".
YEARS = 2


def last_day(given_on: date) -> date:
    """Return the last day on which a gift of `given_on` lets us write."""
    try:
        return given_on.replace(year=given_on.year + YEARS)
    except ValueError:  # 29 February
        return given_on.replace(year=given_on.year + YEARS, day=28)


@transaction.atomic
def enter_implied(*, email: str, purpose: str, basis: str, given_on: date, by: User) -> Consent:
    """Note that a gift, or volunteering, of that day lets us write to an address for a time.

    Raises `ValueError` where the address has withdrawn.
    """
    entry = ledger.imply(
        email=email,
        purpose=purpose,
        basis=basis,
        expires_on=last_day(given_on),
        at=timezone.now(),
        recorded_by=str(by)[:160],
    )
    audit.record(audit.Action.IMPLY, entry, by, purpose=purpose)
    return entry
