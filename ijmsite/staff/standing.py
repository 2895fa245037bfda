"""What somebody could take over an account by, and with it the newsroom: its address and its roles.

Changes of it stand in the audit list, and whoever gives more types the own password once more.
"""

from typing import NamedTuple

from . import audit
from .models import User
from .roles import ADMINISTRATOR, roles_of


class Standing(NamedTuple):
    email: str
    roles: frozenset[str]
    is_active: bool


def standing_of(user: User) -> Standing | None:
    """Return the standing of an account, or None of one that is not stored yet."""
    if user.pk is None:
        return None
    return Standing(user.email, frozenset(roles_of(user)), user.is_active)


def gives_more(before: Standing | None, now: Standing) -> bool:
    """Return whether an open session at an empty desk must not be enough for this change."""
    if before is None:
        return ADMINISTRATOR in now.roles
    is_back = now.is_active and not before.is_active
    # An administrator could do everything.
    is_raised = ADMINISTRATOR not in before.roles and not now.roles <= before.roles
    return is_back or is_raised or now.email != before.email


def record_changes(user: User, before: Standing | None, now: Standing, by: User | None) -> None:
    """Write into the audit list what has changed; addresses stay out of it.

    `by` is None for a command on the machine.
    """
    roles = {"before": sorted(before.roles) if before else [], "now": sorted(now.roles)}
    if before is None:
        audit.record(audit.Action.ADD_ACCOUNT, user, by, roles=roles["now"])
        return
    if now.roles != before.roles:
        audit.record(audit.Action.ROLES, user, by, roles=roles)
    if now.email != before.email:
        audit.record(audit.Action.EMAIL, user, by)
    if now.is_active != before.is_active:
        action = audit.Action.ACTIVATE if now.is_active else audit.Action.DEACTIVATE
        audit.record(action, user, by)
