"""Who hears of a sign-up: the supporter, and the fundraising inbox."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import timezone

from ijmsite import mail
from ijmsite.mail.digests import take_single
from ijmsite.pages.workdays import add_business_days
from ijmsite.privacy import mailing
from ijmsite.privacy.models import Consent
from ijmsite.privacy.purposes import WORDS

from ..models import Fundraiser
from .welcoming import key, send_welcome


def contact_by() -> date:
    """Return the date by which we promise to be in touch: three business days from today."""
    return add_business_days(timezone.localdate(), 3)


def announce(fundraiser: Fundraiser, ticks: Sequence[Consent]) -> None:
    """Send the guide, ask for what was ticked to be confirmed, and tell the fundraising inbox.

    `ticks` are those of this sign-up alone: what the address did before must not show in the time
    that the answer takes.
    """
    send_welcome(fundraiser, is_asked=bool(ticks))
    if ticks:
        mailing.ask_to_confirm(ticks, email=fundraiser.email, language=fundraiser.language)
    _tell_inbox(fundraiser, ticks)


def _tell_inbox(fundraiser: Fundraiser, ticks: Sequence[Consent]) -> None:
    """Tell staff on the same day; in a flood, of many by one mail: see `digests.tell_of_flood`."""
    if not take_single("sign-up mail"):
        return
    mail.enqueue(
        "fundraisers/email/signup_note",
        to=settings.FUNDRAISING_INBOX,
        reply_to=[fundraiser.email],
        context={
            "fundraiser": fundraiser,
            "wanted": [WORDS[ticked.purpose] for ticked in ticks],
        },
        key=key(fundraiser, "note"),
    )
    fundraiser.told_at = timezone.now()
    fundraiser.save(update_fields=["told_at"])
