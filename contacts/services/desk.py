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


def can_claim(inquiry: Inquiry, by: User) -> bool:
    return inquiry.is_open and inquiry.owner_id != by.pk


def can_assign(inquiry: Inquiry, by: User) -> bool:
    return inquiry.is_open


def can_answer(inquiry: Inquiry, by: User) -> bool:
    return inquiry.status in (Status.NEW, Status.CLOSED)


def can_close(inquiry: Inquiry, by: User) -> bool:
    return inquiry.is_open


def can_reopen(inquiry: Inquiry, by: User) -> bool:
    return inquiry.status in (Status.ANSWERED, Status.CLOSED)


def can_mark_as_spam(inquiry: Inquiry, by: User) -> bool:
    return inquiry.is_open or inquiry.status == Status.QUARANTINED


def can_release(inquiry: Inquiry, by: User) -> bool:
    return inquiry.status in (Status.QUARANTINED, Status.SPAM)


def claim(inquiry: Inquiry, by: User, instead_of: int | None = None) -> bool:
    """Let `by` answer it, in place of nobody or of the owner with the key `instead_of`.

    Where it has come into other hands meanwhile, it stays there.
    """

    def is_possible(current: Inquiry, by: User) -> bool:
        return can_claim(current, by) and current.owner_id == instead_of

    return _step(inquiry, Action.CLAIM, by, is_possible, owner=by)


def assign(inquiry: Inquiry, to: User | None, by: User, instead_of: int | None = None) -> bool:
    """Let `to`, or nobody in particular, answer it, in place of `instead_of` as in `claim`."""

    def is_possible(current: Inquiry, by: User) -> bool:
        is_new = current.owner != to
        return can_assign(current, by) and current.owner_id == instead_of and is_new

    return _step(inquiry, Action.ASSIGN, by, is_possible, {"to": str(to or "")}, owner=to)


def answer(inquiry: Inquiry, by: User) -> bool:
    """Note that the journalist has an answer; nobody's question becomes that of `by`."""
    fields = _settled(Status.ANSWERED) | {"answered_at": timezone.now()}
    # An expression, as only the locked row tells whether somebody has claimed it.
    owner = Coalesce("owner_id", by.pk)
    return _step(inquiry, Action.ANSWER, by, can_answer, **fields, owner_id=owner)


def close(inquiry: Inquiry, by: User) -> bool:
    """Take it off the desk without an answer."""
    return _step(inquiry, Action.CLOSE, by, can_close, **_settled(Status.CLOSED))


def mark_as_spam(inquiry: Inquiry, by: User) -> bool:
    return _step(inquiry, Action.SPAM, by, can_mark_as_spam, **_settled(Status.SPAM))


def reopen(inquiry: Inquiry, by: User) -> bool:
    """Put it back on the desk after an answer, or after it was closed."""
    return _step(inquiry, Action.REOPEN, by, can_reopen, **_waiting(inquiry), answered_at=None)


@transaction.atomic
def release(inquiry: Inquiry, by: User) -> bool:
    """Put on the desk what only looked like spam, and send what would have been sent at once."""
    fields = _waiting(inquiry) | {"told_at": None}
    if not _step(inquiry, Action.RELEASE, by, can_release, **fields):
        return False
    inquiry.refresh_from_db()
    telling.announce(inquiry)
    return True


@transaction.atomic
def add_note(inquiry: Inquiry, text: str, by: User) -> Note:
    """Keep a note; what the same person has just noted, as by a double click, is one note."""
    Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    last = inquiry.notes.last()
    if last and last.by_id == by.pk and last.text == text:
        return last
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
    is_possible: Callable[[Inquiry, User], bool],
    details: dict | None = None,
    **fields,
) -> bool:
    # Locked, so that of two who press at once one is told that the other was faster.
    current = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not is_possible(current, by):
        return False
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=[*fields])
    audit.record(action, current, by, **(details or {}))
    return True
