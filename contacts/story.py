"""The whole story of one inquiry: what came in, what left and what became of it, who did what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ijmsite.mail.models import Message
from ijmsite.staff import audit
from ijmsite.staff.models import AuditEvent

from .models import Inquiry
from .services.telling import key

# By the beginning of the last part of a message's key; see `telling.key`.
MAILS = {
    "press": gettext_lazy("Mail to the press contact"),
    "acknowledgement": gettext_lazy("Acknowledgement to the journalist"),
    "escalation": gettext_lazy("Reminder that it still waits"),
    "assigned": gettext_lazy("Mail to whoever it was given to"),
}
# A copy of a copy of a copy: nobody sends again more often without looking.
COPIES = 5


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
        states = (Message.State.FAILED, Message.State.PARKED)
        return self.message is not None and self.message.state in states


def story(inquiry: Inquiry) -> list[Entry]:
    """Return all that happened with an inquiry, from its arrival on."""
    messages = list(_messages(inquiry))
    entries = [Entry(inquiry.received_at, _("Received by the form of the site"))]
    entries += [_of_message(message) for message in messages]
    if inquiry.told_at and not any(message.key == key(inquiry, "press") for message in messages):
        entries.append(
            Entry(inquiry.told_at, _("The press inbox was told, in a mail about several"))
        )
    entries += _of_staff(inquiry)
    entries += [
        Entry(note.at, _("Note"), note.by_name, note=note.text) for note in inquiry.notes.all()
    ]
    # Stable: what has the same time stays as it is here, the arrival first.
    return sorted(entries, key=lambda entry: entry.at)


def words_of_event(event: AuditEvent) -> str:
    """Return what somebody did, as the buttons of the desk call it."""
    is_release = event.action == AuditEvent.Action.RELEASE
    return _("Released") if is_release else event.get_action_display()


def _of_staff(inquiry: Inquiry) -> Iterable[Entry]:
    events = AuditEvent.objects.filter(model=inquiry._meta.label_lower, object_id=str(inquiry.pk))
    for event in reversed(events):
        words, detail = words_of_event(event), audit.in_words(event.details)
        yield Entry(event.at, words, event.who, " ".join(filter(None, [event.reason, detail])))


def _messages(inquiry: Inquiry) -> Iterable[Message]:
    """Yield the mails about an inquiry, with the copies that went out in place of them."""
    found = list(_with_key(key(inquiry, "")))
    for _round in range(COPIES):
        if not found:
            return
        yield from found
        found = list(_without_texts(Message.objects.filter(resend_of__in=found)))


def _with_key(beginning: str) -> QuerySet[Message]:
    messages = Message.objects.filter(key__startswith=beginning)
    if connection.vendor == "sqlite":
        # There, LIKE reads every message; text is ordered by its bytes, so that this does not.
        messages = messages.filter(key__gte=beginning, key__lt=f"{beginning}\U0010ffff")
    return _without_texts(messages)


def _without_texts(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.order_by("created_at").defer("text", "html", "attachments", "headers")


def _of_message(message: Message) -> Entry:
    start, _colon, rest = message.key.partition(":")
    if start == "fallback":
        words = _("Copy to another address, as the first could not be reached")
    elif start == "resend":
        words = _("Sent again")
    else:
        what = rest.partition(":")[2].split(" ")[0]
        words = MAILS.get(what, message.label)
    return Entry(message.created_at, words, message=message)
