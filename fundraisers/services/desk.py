"""What staff do with a sign-up. Each step is kept in the audit list, and tells whether it was
possible: somebody else may have been faster.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ijmsite.mail.models import Message
from ijmsite.privacy import ledger
from ijmsite.staff import audit
from ijmsite.staff.models import User

from ..models import Fundraiser, Note
from . import telling, welcoming

Action = audit.Action
# The path, in its order. Each place is kept as the time at which they came there.
PLACES = {
    Action.CONTACT: "contacted_at",
    Action.PLAN: "planned_at",
    Action.HOLD: "held_at",
    Action.THANK: "thanked_at",
}


def is_possible(action: Action, fundraiser: Fundraiser) -> bool:
    match action:
        case Action.CORRECT:
            return True
        case Action.RELEASE:
            return fundraiser.set_aside_at is not None
        case Action.SPAM:
            return fundraiser.is_to_judge
        case Action.REOPEN:
            return fundraiser.closed_at is not None or fundraiser.contacted_at is not None
        case Action.RESEND:
            return fundraiser.closed_at is None and fundraiser.set_aside_at is None
        case Action.CLOSE:
            return fundraiser.is_under_way
        case _:
            is_passed = getattr(fundraiser, PLACES[action]) is not None
            return fundraiser.is_under_way and not (is_passed or is_too_early(action, fundraiser))


def is_too_early(action: Action, fundraiser: Fundraiser) -> bool:
    """Return whether a place comes after the event, and the event is still to come."""
    day = fundraiser.event_date
    is_after = action in (Action.HOLD, Action.THANK)
    return is_after and day is not None and day > timezone.localdate()


def place_of(fundraiser: Fundraiser) -> Action | None:
    """Return the last place on the path to which they have come."""
    passed = [action for action, name in PLACES.items() if getattr(fundraiser, name)]
    return passed[-1] if passed else None


def contact(fundraiser: Fundraiser, by: User) -> bool:
    return _pass(Action.CONTACT, fundraiser, by)


def plan(fundraiser: Fundraiser, by: User) -> bool:
    return _pass(Action.PLAN, fundraiser, by)


def hold(fundraiser: Fundraiser, by: User) -> bool:
    return _pass(Action.HOLD, fundraiser, by)


def thank(fundraiser: Fundraiser, by: User) -> bool:
    return _pass(Action.THANK, fundraiser, by)


def close(fundraiser: Fundraiser, by: User) -> bool:
    """Take it off the desk: nothing comes of it."""
    return _step(Action.CLOSE, fundraiser, by, lambda current: {"closed_at": timezone.now()})


def leave_aside(fundraiser: Fundraiser, by: User) -> bool:
    """Judge that a program typed it."""
    return _step(Action.SPAM, fundraiser, by, lambda current: {"closed_at": timezone.now()})


def reopen(fundraiser: Fundraiser, by: User) -> bool:
    """Put it back on the desk where it was closed; else take the last step back."""

    def back(current: Fundraiser) -> dict[str, Any]:
        return {"closed_at" if current.closed_at else PLACES[place_of(current)]: None}

    return _step(Action.REOPEN, fundraiser, by, back)


@transaction.atomic
def release(fundraiser: Fundraiser, by: User | None) -> bool:
    """Put on the desk what only looked like a program's, and send what would have been sent."""

    def released(current: Fundraiser) -> dict[str, Any]:
        # The day that the page promised, as long as it can be kept.
        contact_by = current.contact_by
        if contact_by < timezone.localdate():
            contact_by = telling.contact_by()
        nothing = dict.fromkeys(["set_aside_at", "closed_at", "told_at"])
        return nothing | {"contact_by": contact_by}

    if not _step(Action.RELEASE, fundraiser, by, released):
        return False
    fundraiser.refresh_from_db()
    # Those of this sign-up alone: others were asked about with their own.
    ticks = ledger.ticks_at(fundraiser.email, fundraiser.signed_up_at)
    telling.announce(fundraiser, ledger.still_open(ticks))
    return True


@transaction.atomic
def send_again(
    fundraiser: Fundraiser, email: str, by: User, instead_of: UUID | None = None
) -> bool:
    """Correct the address and send the guide there, in place of the mail `instead_of`.

    Consents stay with the address for which they were given.
    """
    has_changed = email != fundraiser.email
    is_done = _step(
        Action.RESEND,
        fundraiser,
        by,
        lambda current: {"email": email},
        # By two presses it is sent once.
        is_as_seen=lambda current: current.welcome_id == instead_of,
        details={"fields": ["email"]} if has_changed else {},
    )
    if is_done:
        # Where it still waits, it is of no use any more.
        Message.objects.filter(pk=instead_of).cancel()
        fundraiser.refresh_from_db()
        welcoming.send_welcome_again(fundraiser)
    return is_done


def correct(fundraiser: Fundraiser, fields: dict[str, Any], by: User) -> bool:
    """Store what somebody told us to correct; the audit list keeps which fields, not what."""
    details = {"fields": [*fields]}
    return _step(Action.CORRECT, fundraiser, by, lambda current: {**fields}, details=details)


@transaction.atomic
def add_note(fundraiser: Fundraiser, text: str, by: User) -> Note:
    """Keep a note; what the same person has just noted, as by a double click, is one note."""
    current = Fundraiser.objects.select_for_update().get(pk=fundraiser.pk)
    last = current.notes.last()
    if last and last.by_id == by.pk and last.text == text:
        return last
    current.active_at = timezone.now()
    current.save(update_fields=["active_at"])
    return Note.objects.create(fundraiser=current, text=text, by=by, by_name=str(by)[:160])


def _pass(action: Action, fundraiser: Fundraiser, by: User) -> bool:
    """Note that they came to a place on the path: whoever is there has passed the earlier ones."""
    details = {}

    def passed(current: Fundraiser) -> dict[str, Any]:
        places = [*PLACES]
        so_far = places[: places.index(action) + 1]
        missing = [place for place in so_far if getattr(current, PLACES[place]) is None]
        # Nobody has told when these were: the story says that they came along.
        if along := [place.value for place in missing if place != action]:
            details["along"] = along
        return dict.fromkeys([PLACES[place] for place in missing], timezone.now())

    return _step(action, fundraiser, by, passed, details=details)


@transaction.atomic
def _step(
    action: Action,
    fundraiser: Fundraiser,
    by: User | None,
    fields_of: Callable[[Fundraiser], dict[str, Any]],
    is_as_seen: Callable[[Fundraiser], bool] = lambda current: True,
    details: dict[str, Any] | None = None,
) -> bool:
    # Locked, so that of two who press at once one is told that the other was faster.
    current = Fundraiser.objects.select_for_update().get(pk=fundraiser.pk)
    if not is_possible(action, current) or not is_as_seen(current):
        return False
    fields = fields_of(current) | {"active_at": timezone.now()}
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=[*fields])
    audit.record(action, current, by, **(details or {}))
    return True
