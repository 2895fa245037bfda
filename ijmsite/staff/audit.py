"""The one list of what members of staff must answer for."""

import logging
from datetime import UTC, datetime
from functools import partial

from django.db import models, transaction
from django.utils.translation import gettext as _

from . import duties
from .models import AuditEvent, User
from .times import office_time

logger = logging.getLogger("ijmsite.audit")
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
    and supporters: codes and the times of `moment`, never words of one language. With the commit,
    the log gets a line as well, with numbers in place of names.
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
    told = [event.action, event.model, event.object_id, getattr(by, "pk", "-")]
    # Not of what is rolled back; outside of a transaction, at once.
    transaction.on_commit(partial(logger.info, "action=%s model=%s key=%s actor=%s", *told))
    return event


def moment(time: datetime | None) -> str | None:
    """Return a time as details keep it: `in_words` says it in the time of the office."""
    return time and time.astimezone(UTC).isoformat()


def in_words(details: dict) -> str:
    """Return the details of an event as a person reads them: "addresses: /a/, /b/; links: 2".

    The words are those of the apps, in the language of whoever reads.
    """
    if not isinstance(details, dict):
        return str(details or "")  # Nothing of ours writes such, but a page must survive it.
    known = duties.details()
    said = []
    for name, value in details.items():
        detail = known.get(name) or duties.Detail(name.replace("_", " "))
        words = detail.values.get(value, "") if value in ("", None) else _said(value, detail)
        if words:
            said.append(_("%(name)s: %(value)s") % {"name": detail.words, "value": words})
    return "; ".join(said)


def _said(value, detail: duties.Detail) -> str:
    match value:
        case True:
            return _("yes")
        case {"before": before, "now": now, **rest} if not rest:
            return f"{_said(before, detail) or '–'} → {_said(now, detail) or '–'}"
        case dict():
            return in_words(value)
        case list():
            return ", ".join(_said(one, detail) for one in value)
        case str() if detail.is_time:
            return office_time(datetime.fromisoformat(value))
    return str(detail.values.get(value, value)) if value else ""
