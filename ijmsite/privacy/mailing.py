"""Mail for which somebody's consent is needed, and the mail that asks for it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation

from ijmsite import mail
from ijmsite.mail.models import Message

from .ledger import CONFIRMED_WITHIN
from .models import ConfirmLink, Consent, UnsubscribeLink, hash_address
from .purposes import ASKING

# Nobody is asked more often, however often a form is filled in with their address.
ASKED_ONCE_PER = timedelta(days=1)
CONFIRM = "privacy/email/confirm"


@transaction.atomic
def ask_to_confirm(ticks: Sequence[Consent], *, email: str, language: str) -> Message:
    """Ask an address by one mail whether it agrees to what was ticked at the same time.

    Asking is a commercial message itself (Canada's Anti-Spam Legislation, section 1(3)): it is
    sent once, says nothing but the question, and has the link to unsubscribe. Whoever has ended
    everything is not asked again: anybody can tick a box with somebody else's address.
    """
    link = ConfirmLink(expires_at=ticks[0].at + CONFIRMED_WITHIN)
    token = link.new_token()
    link.save()
    link.consents.set(ticks)
    unsubscribe = unsubscribe_url(email, language)
    return mail.enqueue(
        CONFIRM,
        to=email,
        context={
            "confirm_url": _address("privacy:confirm", token, language),
            "unsubscribe_url": unsubscribe,
            "wordings": [ticked.wording.text for ticked in ticks],
        },
        language=language,
        headers=unsubscribe_headers(unsubscribe),
        key=_key(ticks),
        purpose=ASKING,
        at_most_every=ASKED_ONCE_PER,
        expires_at=link.expires_at,
        # Only the address itself may press the button.
        secret=True,
    )


def questions_to(email: str) -> QuerySet[Message]:
    """Return the mails that asked an address to confirm what was ticked with it."""
    ticks = Consent.objects.of(email).filter(kind=Consent.Kind.TICKED)
    of_one = [Q(key=_key([ticked])) | Q(key__startswith=f"{_key([ticked])}-") for ticked in ticks]
    return Message.objects.filter(reduce(or_, of_one, Q(pk=None)))


def _key(ticks: Sequence[Consent]) -> str:
    """Return the key of the question about these ticks, and about no other ones."""
    return "confirm:" + "-".join(str(ticked.pk) for ticked in ticks)


@transaction.atomic
def enqueue(
    template: str,
    *,
    to: str,
    purpose: str,
    context: Mapping[str, Any],
    language: str,
    **options: Any,
) -> Message:
    """Store a message that leaves only if `to` agrees to `purpose` at the moment of sending.

    It takes what `mail.enqueue` takes. The template finds the link to unsubscribe as
    `unsubscribe_url`; the headers let mail programs show a button for it (RFC 8058).
    """
    unsubscribe = unsubscribe_url(to, language)
    return mail.enqueue(
        template,
        to=to,
        context={**context, "unsubscribe_url": unsubscribe},
        language=language,
        headers=unsubscribe_headers(unsubscribe),
        purpose=purpose,
        **options,
    )


def unsubscribe_url(email: str, language: str) -> str:
    """Return a new address with which whoever gets mail at `email` ends that."""
    link = UnsubscribeLink(address_hash=hash_address(email))
    token = link.new_token()
    link.save()
    return _address("privacy:unsubscribe", token, language)


def unsubscribe_headers(url: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _address(name: str, token: str, language: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=[token])
