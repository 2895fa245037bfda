"""What staff do with an inquiry. Each step is kept in the audit list, and tells whether it was
possible: somebody else may have been faster.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from ijmsite.staff import audit
from ijmsite.staff.models import User

from ..models import Inquiry, Note
from . import telling

Status = Inquiry.Status
Action = audit.Action


def claim(inquiry: Inquiry, by: User) -> bool:
    """Let `by` answer it, perhaps in place of somebody else."""
    return _step(inquiry, Action.CLAIM, by, lambda i: i.is_open and i.owner != by, owner=by)


def assign(inquiry: Inquiry, to: User | None, by: User) -> bool:
    """Let `to` answer it, or nobody in particular."""

    def is_possible(current):
        return current.is_open and current.owner != to

    return _step(inquiry, Action.ASSIGN, by, is_possible, {"to": str(to or "")}, owner=to)


def answer(inquiry: Inquiry, by: User) -> bool:
    """Note that the journalist has an answer; nobody's question becomes that of `by`."""

    def is_possible(current):
        return current.status in (Status.NEW, Status.CLOSED)

    fields = _settled(Status.ANSWERED) | {"answered_at": timezone.now()}
    # An expression, as only the locked row tells whether somebody has claimed it.
    owner = Coalesce("owner_id", by.pk)
    return _step(inquiry, Action.ANSWER, by, is_possible, **fields, owner_id=owner)


def close(inquiry: Inquiry, by: User) -> bool:
    """Take it off the desk without an answer."""
    return _step(inquiry, Action.CLOSE, by, lambda i: i.is_open, **_settled(Status.CLOSED))


def mark_as_spam(inquiry: Inquiry, by: User) -> bool:
    def is_possible(current):
        return current.is_open or current.status == Status.QUARANTINED

    return _step(inquiry, Action.SPAM, by, is_possible, **_settled(Status.SPAM))


def reopen(inquiry: Inquiry, by: User) -> bool:
    """Put it back on the desk after an answer, or after it was closed."""

    def is_possible(current):
        return current.status in (Status.ANSWERED, Status.CLOSED)

    return _step(inquiry, Action.REOPEN, by, is_possible, **_waiting(inquiry), answered_at=None)


@transaction.atomic
def release(inquiry: Inquiry, by: User) -> bool:
    """Put on the desk what only looked like spam, and send what would have been sent at once."""

    def is_possible(current):
        return current.status in (Status.QUARANTINED, Status.SPAM)

    fields = _waiting(inquiry) | {"told_at": None}
    if not _step(inquiry, Action.RELEASE, by, is_possible, **fields):
        return False
    inquiry.refresh_from_db()
    telling.announce(inquiry)
    return True


def add_note(inquiry: Inquiry, text: str, by: User) -> Note:
    return Note.objects.create(inquiry=inquiry, text=text, by=by, by_name=str(by)[:160])


def _settled(status: Status) -> dict:
    return {"status": status, "settled_at": timezone.now(), "escalate_at": None}


def _waiting(inquiry: Inquiry) -> dict:
    now: datetime = timezone.now()
    escalate_at = telling.next_escalation(now, inquiry.deadline)
    return {"status": Status.NEW, "settled_at": None, "escalate_at": escalate_at}


@transaction.atomic
def _step(
    inquiry: Inquiry,
    action: Action,
    by: User,
    is_possible: Callable[[Inquiry], bool],
    details: dict | None = None,
    **fields,
) -> bool:
    # Locked, so that of two who press at once one is told that the other was faster.
    current = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not is_possible(current):
        return False
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=[*fields])
    audit.record(action, current, by, **(details or {}))
    return True
