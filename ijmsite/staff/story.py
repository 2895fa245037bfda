"""The whole story of what somebody sent us: what left and what became of it, who did what."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ijmsite.mail.models import Message

from . import audit
from .models import AuditEvent
from .times import relative_time


@dataclass(frozen=True)
class Entry:
    at: datetime
    words: str | Promise
    who: str = ""
    detail: str = ""
    note: str = ""
    message: Message | None = None

    @property
    def is_trouble(self) -> bool:
        return self.message is not None and self.message.is_trouble


def in_order(entries: list[Entry]) -> list[Entry]:
    # Stable: what has the same time stays as it is, the arrival first.
    return sorted(entries, key=lambda entry: entry.at)


def of_message(message: Message, mails: Mapping[str, str | Promise]) -> Entry:
    """Return the entry of a mail; `mails` has the words by the beginning of its key's last part.

    A key is `<what>:<row>:<mail>`; of one that names no row, `<what>` tells.
    """
    start, _colon, rest = message.key.partition(":")
    if start == "fallback":
        words = _("Copy to another address, as the first could not be reached")
    elif start == "resend":
        words = _("Sent again")
    else:
        mail = re.split("[ :]", rest.partition(":")[2])[0] or start
        words = mails.get(mail, message.label)
    return Entry(message.created_at, words, message=message)


def of_staff(row: models.Model) -> Iterator[Entry]:
    for event in reversed(_events(row)):
        words, detail = words_of_event(event), audit.in_words(event.details)
        yield Entry(event.at, words, event.who, " ".join(filter(None, [event.reason, detail])))


def of_notes(row: models.Model) -> Iterator[Entry]:
    for note in row.notes.all():
        yield Entry(note.at, _("Note"), note.by_name, note=note.text)


def words_of_event(event: AuditEvent) -> str:
    """Return what somebody did, as the buttons of the desks call it."""
    is_release = event.action == AuditEvent.Action.RELEASE
    return _("Released") if is_release else event.get_action_display()


def last_step(row: models.Model) -> str:
    """Say who did something with a row last, as far as anybody did."""
    event = _events(row).first()
    if event is None:
        return ""
    said = {"who": event.who, "what": words_of_event(event), "when": relative_time(event.at)}
    return _("Last step: “%(what)s” by %(who)s, %(when)s.") % said


def _events(row: models.Model) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(model=row._meta.label_lower, object_id=str(row.pk))
