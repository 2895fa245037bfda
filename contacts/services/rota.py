"""Who gets which questions now, so that a gap is seen before a journalist falls into it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from ..models import Inquiry, PressContact, responsible_of


@dataclass(frozen=True)
class Duty:
    """Who answers the questions about one topic in one language."""

    # None where nobody is there: the questions wait in the press inbox.
    contact: PressContact | None
    # Who would answer, but is away.
    instead_of: PressContact | None
    # Nobody takes such questions, and they fall to the press office; or nobody is there.
    is_gap: bool

    @property
    def has_address(self) -> bool:
        return bool(self.contact and self.contact.email)


def rota() -> dict[str, list[Duty]]:
    """Return, by topic, the duties in the languages of the site; "" is a question without topic."""
    contacts = PressContact.objects.order_by("id").with_deputies()

    def duty(topic: str, language: str) -> Duty:
        contact = responsible_of(contacts, topic, language)
        if contact is None:
            return Duty(None, None, is_gap=True)
        there = contact.on_duty
        is_gap = there is None or not contact.takes(topic, language)
        return Duty(there, contact if there != contact else None, is_gap)

    topics = ["", *Inquiry.Topic.values]
    return {topic: [duty(topic, code) for code, _name in settings.LANGUAGES] for topic in topics}


def first_day_without_anybody(away: PressContact) -> date | None:
    """Return the first day, from today on, on which `away` is away and nobody stands in."""
    if away.away_from is None:
        return None
    everybody = PressContact.objects.with_deputies()
    contact = next(one for one in everybody if one.pk == away.pk)
    today = timezone.localdate()
    # Nobody is left from a day on which somebody goes, if on any.
    days = {max(one.away_from, today) for one in everybody if one.away_from}
    return min(
        (day for day in days if contact.is_away_on(day) and contact.on_duty_on(day) is None),
        default=None,
    )
