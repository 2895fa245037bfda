import mimetypes
import posixpath
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation

from ijmsite.web.plain import insert

from . import StoredFile, rows, words
from .addresses import one_address, own_envelope_address
from .models import Message

HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
OWN_HEADERS = {
    *["bcc", "cc", "content-transfer-encoding", "content-type", "date", "from", "message-id"],
    *["mime-version", "reply-to", "sender", "subject", "to"],
}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Ends of a line to Python and in typesetters' programs, which in a mail leave it endless: longer
# than RFC 5321, section 4.5.3.1.6, allows.
LINE_ENDS = re.compile(r"[\x85\u2028\u2029]")
NOT_IN_A_HEADER = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def compose(
    template: str,
    *,
    to: str,
    context: Mapping[str, Any],
    key: str,
    reply_to: Sequence[str] = (),
    language: str = "en",
    attachments: Sequence[str | StoredFile] = (),
    headers: Mapping[str, str] | None = None,
    html: bool = True,
    secret: bool = False,
    fallback_to: str = "",
    purpose: str = "",
    at_most_every: timedelta | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Return the message that `ijmsite.mail.enqueue` stores, before it is stored."""
    if not 0 < len(key) <= Message._meta.get_field("key").max_length:
        raise ValueError("A key has between 1 and 200 characters.")
    message = _message(
        key,
        to=one_address(to),
        template=template,
        language=language,
        reply_to=[one_address(value) for value in reply_to],
        attachments=[_attachment(path) for path in attachments],
        headers={"Auto-Submitted": "auto-generated", **_checked(headers or {})},
        is_secret=secret,
        fallback_to=one_address(fallback_to) if fallback_to else "",
        purpose=purpose,
        at_most_every=at_most_every,
        expires_at=expires_at,
    )
    if purpose and "List-Unsubscribe" not in message.headers:
        raise ValueError("A message that needs consent has a link to unsubscribe (RFC 8058).")
    _say(message, render(template, context, language, html))
    return message


def create(key: str, *, to: str, rendered: Rendered, **fields: Any) -> Message:
    """Store a rendered message under `key`, or return the one that is stored under it."""
    message = _message(key, to=to, **fields)
    _say(message, rendered)
    return put(message)


def put(message: Message) -> Message:
    """Store a message, or return the one that is stored under its key.

    Two callers may come at once: the second one's INSERT waits for the first one's end.
    """
    if insert(message):
        return message
    if first := rows.stored(message.key):
        return first
    raise IntegrityError("A number of a message was drawn twice.")


def _message(key: str, **fields: Any) -> Message:
    number = uuid.uuid4()
    domain = own_envelope_address(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    now = timezone.now()
    return Message(
        key=key,
        id=number,
        from_email=settings.DEFAULT_FROM_EMAIL,
        message_id=f"<outbox-{number}@{domain}>",
        date=now,
        created_at=now,
        next_try_at=now,
        **fields,
    )


def _say(message: Message, rendered: Rendered) -> None:
    message.subject = _one_line(rendered.subject)
    message.text = _storable(rendered.text)
    message.html = _storable(rendered.html)


@transaction.atomic
def resend(message: Message) -> Message:
    """Store a copy of an ended message, with its own Message-ID and date, and return it.

    Raises `ValueError` when the message has not ended, when its text has been blanked, when it has
    expired, or when a copy of it is waiting already.
    """
    # Locked, so that a double click makes one copy.
    message = Message.objects.select_for_update().get(pk=message.pk)
    if not message.can_be_resent:
        raise ValueError("This message cannot be sent again.")
    return _copy(message, f"resend:{uuid.uuid4()}", message.to)


def divert(message: Message) -> None:
    """Store a copy for the second address of a message that did not reach the first, if any."""
    if message.fallback_to and message.fallback_to != message.to:
        _copy(message, f"fallback:{message.pk}", message.fallback_to)


def _copy(message: Message, key: str, to: str) -> Message:
    copied = ["template", "language", "reply_to", "attachments", "headers"]
    copied += ["is_secret", "purpose", "expires_at"]
    return create(
        key,
        to=to,
        rendered=Rendered(message.subject, message.text, message.html),
        resend_of=message,
        **{name: getattr(message, name) for name in copied},
    )


def render(template: str, context: Mapping[str, Any], language: str, html: bool) -> Rendered:
    values = {**site_context(), **context}
    with translation.override(language):
        if mail := words.find(template):
            return in_words(template, values, words.filled(mail, values, language), html)
        subject = _render_text(f"{template}_subject.txt", values)
        return _parts(template, values, subject, html)


def in_words(
    template: str, values: Mapping[str, Any], said: words.Filled, html: bool = True
) -> Rendered:
    """Put the words of an editable mail between what nobody can change."""
    values = {**values, "words": said.text, "words_html": said.html}
    return _parts(template, values, said.subject, html)


def _parts(template: str, values: Mapping[str, Any], subject: str, html: bool) -> Rendered:
    return Rendered(
        subject=subject,
        text=_render_text(f"{template}_message.txt", values).strip() + "\n",
        html=_render_html(f"{template}_message.html", values) if html else "",
    )


def site_context() -> dict[str, Any]:
    """Return what every mail can say about the organization; `mail/_footer` needs it.

    All of it is also the `site` by which `{% kept %}` tells what is kept of a mail.
    """
    site = {
        "org_name": settings.ORG_NAME,
        "mailing_address": settings.ORG_MAILING_ADDRESS,
        "help_email": settings.HELP_EMAIL,
        "help_phone": settings.HELP_PHONE,
        "site_url": settings.SITE_URL,
        "time_zone": settings.TIME_ZONE,  # for what is kept
    }
    return site | {"site": site}


def _render_text(name: str, values: Mapping[str, Any]) -> str:
    # The one place where nothing is escaped: a text part is not HTML.
    return get_template(name).template.render(Context(values, autoescape=False))


def _render_html(name: str, values: Mapping[str, Any]) -> str:
    try:
        template = get_template(name)
    except TemplateDoesNotExist as error:
        if error.args[0] != name:
            raise
        return ""
    return template.template.render(Context(values))


def _attachment(file: str | StoredFile) -> dict[str, Any]:
    is_stored = isinstance(file, StoredFile)
    path, name = (file.path, file.name) if is_stored else (file, posixpath.basename(file))
    kind, encoding = mimetypes.guess_type(name)
    if not kind or encoding:
        kind = "application/octet-stream"
    return {"path": path, "name": name, "type": kind, "is_stored": is_stored}


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name) or name.lower() in OWN_HEADERS:
            raise ValueError(f"The outbox does not take the header {name!r}.")
        if NOT_IN_A_HEADER.search(value):
            raise ValueError(f"The header {name} holds a line end or a control character.")
    return dict(headers)


def _one_line(text: str) -> str:
    """Return `text` as a subject: on one line, and cut where it is too long."""
    line = " ".join(_storable(text).split())
    limit = Message._meta.get_field("subject").max_length
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _storable(text: str) -> str:
    """Return `text` without what a database or a mail refuses: controls and lone surrogates."""
    return LINE_ENDS.sub("\n", CONTROLS.sub("", text)).encode(errors="replace").decode()
