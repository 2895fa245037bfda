"""The history of an article as a list: its revisions, and what stands in the audit list of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page
from django.utils.translation import gettext as _

from ijmsite.staff.models import AuditEvent
from news.models import Article

from .reasons import in_words, parts
from .versions import labels, versions_of

MOST_EVENTS = 200


@dataclass
class Entry:
    at: datetime
    who: str
    reason: str
    # Of a revision: its number, what it changed, and in which state it left the article.
    number: int | None = None
    changed: list[str] = field(default_factory=list)
    is_first: bool = False
    state: str = ""
    typed: str = ""  # the part of the reason that is no code
    # Of an event: what was done.
    action: str = ""


def entries(article: Article, page: Page) -> list[Entry]:
    """Return what happened to an article during the revisions of `page`, the newest first.

    `page` is one of all its revisions, the newest first.
    """
    found = revision_entries(page)
    said = {entry.typed for entry in found}
    found += [event_entry(event, said) for event in events_beside(article, page)]
    # What was done in the press of one button is told after the revision that it led to.
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def revision_entries(page: Page) -> list[Entry]:
    every = page.paginator.object_list
    count, start = page.paginator.count, page.start_index() - 1
    if not count:
        return []
    # One more than is shown, to tell what the oldest one changed.
    shown = list(every[start : start + page.paginator.per_page + 1])
    versions = versions_of(shown)
    return [
        revision_entry(revision, before, versions, count - start - n)
        for n, (revision, before) in enumerate(zip(shown, [*shown[1:], None], strict=True))
        if n < page.paginator.per_page
    ]


def revision_entry(revision, before, versions, number: int) -> Entry:
    changed = versions[revision.pk].changed(versions[before.pk]) if before else []
    return Entry(
        at=revision.history_date,
        who=str(revision.history_user or ""),
        reason=in_words(revision.history_change_reason),
        number=number,
        changed=labels(changed),
        is_first=before is None,
        state=state_then(revision),
        typed=parts(revision.history_change_reason)[2],
    )


def state_then(revision) -> str:
    """Return the state in which a revision left the article, at the time of that revision."""
    status = Article.Status(revision.status)
    if status == Article.Status.PUBLISHED and revision.publish_at > revision.history_date:
        return _("Scheduled")
    return str(status.label)


def events_beside(article: Article, page: Page) -> Sequence[AuditEvent]:
    """Return the events from the oldest revision on `page` up to the page before it."""
    found = AuditEvent.objects.filter(model=article._meta.label_lower, object_id=str(article.pk))
    every = page.paginator.object_list
    if page.has_previous():
        found = found.filter(at__lt=every[page.start_index() - 2].history_date)
    if page.has_next():
        found = found.filter(at__gte=every[page.end_index() - 1].history_date)
    return found[:MOST_EVENTS]


def event_entry(event: AuditEvent, said: set[str]) -> Entry:
    return Entry(
        at=event.at,
        who=event.who,
        # What a revision gives as its reason is not told twice.
        reason="" if event.reason in said else event.reason,
        action=event.get_action_display(),
    )
