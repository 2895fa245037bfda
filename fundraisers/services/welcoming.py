"""The mail that thanks a supporter, and brings the guide."""

from datetime import timedelta

from django.conf import settings

from ijmsite import mail

from ..guide import guide_pdf, load_guide
from ..models import Fundraiser

WELCOMED_ONCE_PER = timedelta(days=1)


def send_welcome(fundraiser: Fundraiser, *, is_asked: bool) -> None:
    """Store the welcome with the current guide, and note on the sign-up which one that is.

    `is_asked`: a second mail asks to confirm what was ticked.
    """
    fundraiser.welcome = mail.enqueue(
        "fundraisers/email/welcome",
        to=fundraiser.email,
        reply_to=[settings.FUNDRAISING_INBOX],
        # Nothing that was typed: the form must not become a way to mail strangers a text.
        context={"contact_by": fundraiser.contact_by, "has_consented": is_asked},
        language=fundraiser.language,
        attachments=[guide_pdf(fundraiser.language)],
        # Somebody else's address, entered twenty times, gets one guide.
        at_most_every=WELCOMED_ONCE_PER,
        key=f"fundraiser:{fundraiser.pk}:welcome",
    )
    fundraiser.guide_version = load_guide(fundraiser.language).version
    fundraiser.save(update_fields=["welcome", "guide_version"])
