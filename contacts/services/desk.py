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


# Where an inquiry must stand for a step.
FROM = {
    Action.CLAIM: {Status.NEW},
    Action.ASSIGN: {Status.NEW},
    Action.ANSWER: {Status.NEW, Status.CLOSED},
    Action.CLOSE: {Status.NEW},
    Action.REOPEN: {Status.ANSWERED, Status.CLOSED},
    Action.SPAM: {Status.NEW, Status.QUARANTINED},
    Action.RELEASE: {Status.QUARANTINED, Status.SPAM},
}


def is_possible(action: Action, inquiry: Inquiry, by: User) -> bool:
    is_own = action == Action.CLAIM and inquiry.owner_id == by.pk
    return inquiry.status in FROM[action] and not is_own


def claim(inquiry: Inquiry, by: User, instead_of: int | None = None) -> bool:
    """Let `by` answer it, in place of nobody or of the owner with the key `instead_of`.

    Where it has come into other hands meanwhile, it stays there.
    """
    return _give(Action.CLAIM, inquiry, by, by, instead_of)


@transaction.atomic
def assign(inquiry: Inquiry, to: User | None, by: User, instead_of: int | None = None) -> bool:
    """Let `to`, or nobody in particular, answer it, in place of `instead_of` as in `claim`."""
    is_given = _give(Action.ASSIGN, inquiry, to, by, instead_of, {"to": str(to or "")})
    if is_given and to not in (None, by):
        telling.tell_owner(inquiry, to, by)
    return is_given


def answer(inquiry: Inquiry, by: User) -> bool:
    """Note that the journalist has an answer; nobody's question becomes that of `by`."""
    fields = _settled(Status.ANSWERED) | {"answered_at": timezone.now()}
    # An expression, as only the locked row tells whether somebody has claimed it.
    owner = Coalesce("owner_id", by.pk)
    return _step(Action.ANSWER, inquiry, by, **fields, owner_id=owner)


def close(inquiry: Inquiry, by: User) -> bool:
    """Take it off the desk without an answer."""
    return _step(Action.CLOSE, inquiry, by, **_settled(Status.CLOSED))


def mark_as_spam(inquiry: Inquiry, by: User) -> bool:
    return _step(Action.SPAM, inquiry, by, **_settled(Status.SPAM))


def reopen(inquiry: Inquiry, by: User) -> bool:
    """Put it back on the desk after an answer, or after it was closed."""
    return _step(Action.REOPEN, inquiry, by, **_waiting(inquiry), answered_at=None)


@transaction.atomic
def release(inquiry: Inquiry, by: User | None, sender: str = "") -> bool:
    """Put on the desk what only looked like spam, and send what would have been sent at once.

    What had its mails before it was called spam has no second ones.
    """
    fields = _waiting(inquiry) | {"told_at": None}
    if not _step(Action.RELEASE, inquiry, by, **fields):
        return False
    inquiry.refresh_from_db()
    telling.announce(inquiry, sender)
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


def _give(
    action: Action,
    inquiry: Inquiry,
    to: User | None,
    by: User,
    instead_of: int | None,
    details: dict | None = None,
) -> bool:
    def is_as_seen(current: Inquiry) -> bool:
        return current.owner_id == instead_of and current.owner != to

    return _step(action, inquiry, by, details, is_as_seen, owner=to)


@transaction.atomic
def _step(
    action: Action,
    inquiry: Inquiry,
    by: User,
    details: dict | None = None,
    is_as_seen: Callable[[Inquiry], bool] = lambda current: True,
    **fields,
) -> bool:
    # Locked, so that of two who press at once one is told that the other was faster.
    current = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not is_possible(action, current, by) or not is_as_seen(current):
        return False
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=[*fields])
    audit.record(action, current, by, **(details or {}))
    return True
