"""Whether whom journalists write to can be reached: a check of `manage.py doctor`."""

from ijmsite.upkeep.health import Check, Finding, Level, ok
from ijmsite.upkeep.looks.mail import SEND_AGAIN, undelivered

from .models import PressContact


def press_contacts() -> Finding:
    contacts = [*PressContact.objects.all()]
    if not any(contact.is_default for contact in contacts):
        return Finding(
            Level.WARNING,
            "nobody stands for the press office",
            "Admin, Press contacts: tick it for one of them.",
        )
    if counts := undelivered([contact.email for contact in contacts if contact.email]):
        return Finding(
            Level.FAILURE,
            f"{sum(counts.values())} mails to {len(counts)} of them did not arrive within 30 days, "
            "or may not have",
            SEND_AGAIN,
        )
    without = sum(1 for contact in contacts if not contact.email)
    if without:
        return ok(f"{without} have no address: their questions go to PRESS_INBOX")
    return ok("all have an address")


CHECKS = [Check("press contacts", press_contacts)]
