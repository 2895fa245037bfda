from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from ijmsite.privacy import ledger
from ijmsite.web.submissions import submission_digest

from ..consent import Box
from ..forms import FundraiserForm
from ..models import Fundraiser
from . import telling


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
        defaults={
            **fields,
            "language": get_language(),
            "contact_by": telling.contact_by(),
        },
    )
    if is_new:
        for box in form.ticked:
            _tick(fundraiser, box, path, now)
        telling.announce(fundraiser)
    return fundraiser


def _tick(fundraiser: Fundraiser, box: Box, path: str, at: datetime) -> None:
    ledger.tick(
        email=fundraiser.email,
        purpose=box.purpose,
        version=box.version,
        language=get_language(),  # of the page: the words that were read
        text=box.text,
        form=path,
        at=at,
    )
