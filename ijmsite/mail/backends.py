import uuid
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from .addresses import bare_address
from .outbox import OWN_HEADERS, Rendered, create

TEMPLATE = "mail/system"


class OutboxBackend(BaseEmailBackend):
    """Store in the outbox what anything sends through `django.core.mail`, such as a library."""

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store one message per recipient, all or none.

        They count as secret: a link to set a password opens an account. Attachments are refused
        with `ValueError`, since the outbox stores none; `fail_silently` has no effect.
        """
        for mail in email_messages:
            self._store(mail)
        return len(email_messages)

    def _store(self, mail: EmailMessage) -> None:
        if mail.attachments:
            raise ValueError("The outbox takes attachments from static files only: use enqueue.")
        alternatives: list[Any] = getattr(mail, "alternatives", [])
        html = next((content for content, kind in alternatives if kind == "text/html"), "")
        for recipient in mail.recipients():
            create(
                f"system:{uuid.uuid4()}",
                to=bare_address(recipient),
                rendered=Rendered(mail.subject, mail.body, html),
                template=TEMPLATE,
                language=get_language() or "en",
                reply_to=[bare_address(value) for value in mail.reply_to],
                headers={
                    "Auto-Submitted": "auto-generated",
                    **{
                        name: value
                        for name, value in mail.extra_headers.items()
                        if name.lower() not in OWN_HEADERS
                    },
                },
                is_secret=True,
            )
