"""The page on which people see, correct, take along and delete what we have about them."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from ijmsite import mail
from ijmsite.mail.models import Message

from .. import subject
from ..addresses import full_address
from ..models import DataLink

OPEN_FOR = timedelta(hours=24)
# Whoever enters somebody else's address again and again fills no mailbox.
MAILED_ONCE_PER = timedelta(hours=1)


def send_link(email: str, language: str) -> Message:
    """Mail an address the link to its data, or that there is none.

    The same is done in both cases, so that it takes as long.
    """
    email = full_address(email)
    # Before the transaction, in which SQLite lets nobody else write.
    return _send_link(email, language, subject.is_known(email))


@transaction.atomic
def _send_link(email: str, language: str, is_known: bool) -> Message:
    link = DataLink(email=email, expires_at=timezone.now() + OPEN_FOR)
    token = link.new_token()
    link.save()
    with translation.override(language):
        url = settings.SITE_URL + reverse("privacy:me_data", args=[token])
    return mail.enqueue(
        subject.LINK_MAIL,
        to=email,
        context={"is_known": is_known, "url": url},
        language=language,
        key=f"me:{link.pk}",
        secret=True,
        at_most_every=MAILED_ONCE_PER,
        expires_at=link.expires_at,
    )
