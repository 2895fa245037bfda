from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from ijmsite import mail
from ijmsite.pages.workdays import add_business_days
from ijmsite.privacy import ledger, mailing
from ijmsite.privacy.models import Consent
from ijmsite.privacy.purposes import WORDS
from ijmsite.web.submissions import submission_digest

from .consent import Box
from .forms import FundraiserForm
from .guide import guide_pdf
from .models import Fundraiser

WELCOMED_ONCE_PER = timedelta(days=1)


def contact_by() -> date:
    """Return the date by which we promise to be in touch: three business days from today."""
    return add_business_days(timezone.localdate(), 3)


@transaction.atomic
def sign_up(form: FundraiserForm, path: str) -> Fundraiser:
    """Store the sign-up, its consent, the welcome with the guide and the note to staff together.

    `path` is the page that carried the form. The same submission, posted again on the same day,
    stores nothing and returns the first row.
    """
    now = timezone.now()
    fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
    fundraiser, is_new = Fundraiser.objects.get_or_create(
        digest=submission_digest(form.cleaned_data, now),
        defaults={**fields, "language": get_language(), "contact_by": contact_by()},
    )
    if is_new:
        ticks = [_tick(fundraiser, box, path, now) for box in form.ticked]
        if ticks:
            mailing.ask_to_confirm(ticks, email=fundraiser.email, language=fundraiser.language)
        _send_messages(fundraiser, [box.purpose for box in form.ticked])
    return fundraiser


def _tick(fundraiser: Fundraiser, box: Box, path: str, at: datetime) -> Consent:
    return ledger.tick(
        email=fundraiser.email,
        purpose=box.purpose,
        version=box.version,
        language=get_language(),  # of the page: the words that were read
        text=box.text,
        form=path,
        at=at,
    )


def _send_messages(fundraiser: Fundraiser, ticked: Sequence[str]) -> None:
    mail.enqueue(
        "fundraisers/email/welcome",
        to=fundraiser.email,
        reply_to=[settings.FUNDRAISING_INBOX],
        # Nothing that was typed: the form must not become a way to mail strangers a text.
        context={"contact_by": fundraiser.contact_by, "has_consented": bool(ticked)},
        language=fundraiser.language,
        attachments=[guide_pdf(fundraiser.language)],
        # Somebody else's address, entered twenty times, gets one guide.
        at_most_every=WELCOMED_ONCE_PER,
        key=f"welcome:{fundraiser.pk}",
    )
    mail.enqueue(
        "fundraisers/email/signup_note",
        to=settings.FUNDRAISING_INBOX,
        reply_to=[fundraiser.email],
        context={"fundraiser": fundraiser, "wanted": [WORDS[purpose] for purpose in ticked]},
        key=f"signup_note:{fundraiser.pk}",
    )
