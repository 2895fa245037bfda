"""What we have about whoever has an address, for people and for programs to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from ijmsite.mail.models import Message
from ijmsite.pages import office

from .addresses import full_address
from .models import DataLink, PrivacyRequest
from .personal import Fact, Personal, all_personal, keep

# The mail with the link to one's own data.
LINK_MAIL = "privacy/email/me"


@dataclass(frozen=True)
class Row:
    kind: Personal
    row: Model

    @property
    def facts(self) -> list[Fact]:
        """Return what there is to say, in the order of the kind."""
        return [fact for fact in self.kind.told(self.row) if fact.value not in ("", None)]

    @property
    def shown(self) -> list[Fact]:
        return [fact for fact in self.facts if not fact.is_technical]


@dataclass(frozen=True)
class Section:
    kind: Personal
    rows: list[Row]

    @property
    def reasons(self) -> list[str]:
        """Return why it is kept, each reason once."""
        return [*dict.fromkeys(str(why) for why in self.kind.purposes.values())]

    @property
    def stays(self) -> bool:
        """Whether a deletion leaves these rows, as proofs, under the hash of the address."""
        return self.kind.erase is keep or self.kind.model is PrivacyRequest


def sections(email: str, searched: bool = False) -> Iterator[Section]:
    """Yield what there is about an address, one section for each kind of rows.

    `searched`: also the rows for which all texts are read.
    """
    for kind in all_personal():
        if kind.is_search and not searched:
            continue
        if rows := [Row(kind, row) for row in kind.of(email)]:
            yield Section(kind, rows)


def is_known(email: str) -> bool:
    """Return whether there is anything on the page, besides what came of asking for it.

    Every kind is asked in any case, and counted to the end: how long it takes says nothing.
    """
    counts = []
    for kind in all_personal():
        if kind.is_search or kind.model is DataLink:
            continue
        rows = kind.of(email)
        if kind.model is Message:
            rows = rows.exclude(template=LINK_MAIL)
        counts.append(rows.count())
    return any(counts)


def export(email: str, searched: bool = False) -> dict[str, Any]:
    """Return all of it as a program reads it: lists of rows by the name of their kind."""
    email = full_address(email)
    return {
        "from": settings.ORG_NAME,
        "made": timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
        "address": email,
        "not_searched": [] if searched else [one.name for one in all_personal() if one.is_search],
        "data": {
            section.kind.name: [
                {fact.name: plain(fact.value) for fact in row.facts} for row in section.rows
            ]
            for section in sections(email, searched)
        },
    }


def export_html(email: str, searched: bool = False) -> str:
    """Return all of it as a page that needs nothing else, to be kept and printed."""
    email = full_address(email)
    context = {
        "email": email,
        "sections": [*sections(email, searched)],
        "searched": searched,
        "org_name": settings.ORG_NAME,
        "now": timezone.now(),
    }
    return render_to_string("privacy/me_export.html", context)


def plain(value: Any) -> str | int | float | bool:
    """Return a value as JSON has it: times in UTC, words in the language in force."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bool() | int() | float():
            return value
    return str(value)


def in_words(value: Any) -> str:
    """Return a value as people read it, times by the clock of the office."""
    long = "j F Y" if get_language() == "fr" else "F j, Y"
    match value:
        case datetime():
            local = timezone.localtime(value)
            return f"{date_format(local, long)}, {office.clock(local)}"
        case date():
            return date_format(value, long)
    return str(value)
