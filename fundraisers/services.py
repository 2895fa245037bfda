from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from ijmsite import mail
from ijmsite.pages.workdays import add_business_days
from ijmsite.privacy import ledger, mailing
from ijmsite.web.submissions import submission_digest

from . import consent
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
        if form.cleaned_data["news_consent"]:
            ticked = ledger.tick(
                email=fundraiser.email,
                purpose=consent.PURPOSE,
                version=consent.VERSION,
                language=fundraiser.language,
                text=consent.consent_text(),
                form=path,
                at=now,
            )
            mailing.ask_to_confirm(ticked, email=fundraiser.email, language=fundraiser.language)
        _send_messages(fundraiser, has_consented=form.cleaned_data["news_consent"])
    return fundraiser


def _send_messages(fundraiser: Fundraiser, *, has_consented: bool) -> None:
    mail.enqueue(
        "fundraisers/email/welcome",
        to=fundraiser.email,
        reply_to=[settings.FUNDRAISING_INBOX],
        # Nothing that was typed: the form must not become a way to mail strangers a text.
        context={"contact_by": fundraiser.contact_by, "has_consented": has_consented},
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
        context={"fundraiser": fundraiser, "has_consented": has_consented},
        key=f"signup_note:{fundraiser.pk}",
    )
