"""The outbox: the only place of this site that sends mail.

`enqueue` stores a message in the caller's transaction; `manage.py deliver_mail` hands it to the
mail server of EMAIL_URL. It tries for three days; nobody gets more than three copies, and what is
withheld never leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Required, TypedDict, Unpack

if TYPE_CHECKING:
    from .models import Message


@dataclass(frozen=True)
class StoredFile:
    """A file of the media storage, to be attached under `name`."""

    path: str
    name: str


class Said(TypedDict, total=False):
    """What is said of a message; `enqueue` tells what each means, `outbox.compose` what without."""

    to: Required[str]
    context: Required[Mapping[str, Any]]
    reply_to: Sequence[str]
    language: str
    attachments: Sequence[str | StoredFile]
    headers: Mapping[str, str] | None
    html: bool
    secret: bool
    fallback_to: str
    purpose: str
    at_most_every: timedelta | None
    expires_at: datetime | None


def enqueue(template: str, *, key: str, **said: Unpack[Said]) -> "Message":
    """Store one message for delivery, inside the caller's transaction, and return it.

    `template` is a prefix (`contacts/email/inquiry`) of `_subject.txt`, `_message.txt` and,
    unless `html` is false or there is none, `_message.html`. They are rendered at once, in
    `language`. `key` makes the call idempotent: a second call with the same key stores nothing,
    looks at nothing else that it is given, and returns the first message.

    `attachments` are paths of static files, or `StoredFile`s, read when the message leaves.
    `headers` are added to the usual ones. `secret` marks a message that carries a link which opens
    an account or personal data: staff never see its text, and the text is blanked as soon as it
    has left. `purpose` marks what needs the addressee's consent (`ijmsite.privacy.mailing`):
    without it, the message is cancelled at the moment of sending, as it is where another one of
    its template has left to this address within `at_most_every`, and where it has not left by
    `expires_at`, the end of the link or code that it brings.
    A copy goes to `fallback_to` where the message cannot be delivered, perhaps was not, or is
    refused for the time being for more than an hour.

    Raises `ValueError` when `to` or one of `reply_to` is not exactly one address, when a header
    is one that the outbox writes itself or holds a line end, or when `key` is unusable.
    Delivery is at least once (RFC 5321, section 6.1).
    """
    # Imported late: the models of an app that sends mail are loaded while ours are not yet.
    from . import outbox, rows

    # Asked for a second time, as by a job that runs again: that costs one look.
    return rows.stored(key) or outbox.put(outbox.compose(template, key=key, **said))


def compose(template: str, *, key: str, **said: Unpack[Said]) -> "Message":
    """Return the message that `enqueue` stores for the same arguments, to be stored by `put`.

    For a transaction that others wait for: nothing of the work is left to it.
    """
    from . import outbox

    return outbox.compose(template, key=key, **said)


def put(message: "Message") -> "Message":
    """Store what `compose` returned, or return the first message that was stored under its key.

    Unlike in `enqueue`, nobody looks for that one before.
    """
    from . import outbox

    return outbox.put(message)


def is_stored(key: str) -> bool:
    """Return whether a message was stored under `key`."""
    from .models import Message

    return Message.objects.filter(key=key).exists()
