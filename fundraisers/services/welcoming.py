"""The mail that thanks a supporter, and brings the guide."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from ijmsite.privacy import mailing
from ijmsite.privacy.purposes import ASKING

from ..guide.editions import current_edition
from ..models import Fundraiser

WELCOMED_ONCE_PER = timedelta(days=1)


def key(fundraiser: Fundraiser, what: str = "") -> str:
    """Return the key of a message about a sign-up; all of one sign-up begin with the one of ""."""
    return f"fundraiser:{fundraiser.pk}:{what}"


def send_welcome(fundraiser: Fundraiser, *, is_asked: bool) -> None:
    """Store the welcome with the current guide, and note on the sign-up which one that is.

    `is_asked`: a second mail asks to confirm what was ticked.
    """
    # Somebody else's address, entered twenty times, gets one guide.
    _store(fundraiser, "welcome", is_asked=is_asked, at_most_every=WELCOMED_ONCE_PER)


def send_welcome_again(fundraiser: Fundraiser) -> None:
    """Store one more welcome with the current guide: the first one did not arrive."""
    _store(fundraiser, f"welcome:{uuid.uuid4()}", is_asked=False)


def _store(fundraiser: Fundraiser, name: str, *, is_asked: bool, **options: Any) -> None:
    """Store the mail. To whoever has ended everything it does not leave: anybody can sign up with
    their address. The desk sees why, and writes by hand.
    """
    edition = current_edition(fundraiser.language)
    fundraiser.welcome = mailing.enqueue(
        "fundraisers/email/welcome",
        to=fundraiser.email,
        purpose=ASKING,
        reply_to=[settings.FUNDRAISING_INBOX],
        # Nothing that was typed: the form must not become a way to mail strangers a text.
        context={
            # Of a guide that is sent again: no day that has passed.
            "contact_by": max(fundraiser.contact_by, timezone.localdate()),
            "is_asked": is_asked,
        },
        language=fundraiser.language,
        attachments=[edition.attachment],
        key=key(fundraiser, name),
        **options,
    )
    fundraiser.guide_version = edition.version
    fundraiser.save(update_fields=["welcome", "guide_version"])
