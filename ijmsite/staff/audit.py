"""The one list of what members of staff must answer for."""

import logging

from django.db import models
from django.utils.translation import gettext

from .models import AuditEvent, User

logger = logging.getLogger(__name__)
Action = AuditEvent.Action


def record(
    action: Action,
    target: models.Model,
    by: User | str | None,
    reason: str = "",
    label: str = "",
    **details,
) -> AuditEvent:
    """Store who did what to `target`, inside the caller's transaction.

    `by` is the name of somebody without an account, or None for a command on the machine.
    `details` must be storable as JSON, and like `reason` without personal data of journalists
    and supporters. The log gets a line as well, with numbers in place of names.
    """
    event = AuditEvent.objects.create(
        action=action,
        actor=by if isinstance(by, User) else None,
        actor_name=str(by or "")[:160],
        model=target._meta.label_lower,
        object_id=str(target.pk),
        label=(label or str(target))[:200],
        reason=reason,
        details=details,
    )
    logger.info(
        "Audit: %s %s %s by staff %s", action, event.model, event.object_id, getattr(by, "pk", "-")
    )
    return event


def in_words(details: dict) -> str:
    """Return the details of an event as a person reads them: "addresses: /a/, /b/; links: 2"."""
    return "; ".join(
        f"{name.replace('_', ' ')}: {_said(value)}" for name, value in details.items() if value
    )


def _said(value) -> str:
    match value:
        case True:
            return gettext("yes")
        case dict():
            return in_words(value)
        case list():
            return ", ".join(_said(one) for one in value)
    return str(value)
