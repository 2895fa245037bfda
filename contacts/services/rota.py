"""Who gets which questions now, so that a gap is seen before a journalist falls into it."""

from dataclasses import dataclass

from django.conf import settings

from ..models import Inquiry, PressContact
from ..models.people import responsible_of


@dataclass(frozen=True)
class Duty:
    """Who answers the questions about one topic in one language."""

    contact: PressContact | None
    # Who would answer, but is away.
    instead_of: PressContact | None
    # Nobody takes such questions: they fall to the press office.
    is_gap: bool

    @property
    def has_address(self) -> bool:
        return bool(self.contact and self.contact.email)


def rota() -> dict[str, list[Duty]]:
    """Return, by topic, the duties in the languages of the site; "" is a question without topic."""
    contacts = list(PressContact.objects.select_related("deputy").order_by("id"))
    # Asked once for each, as a deputy on days away has a deputy in turn.
    on_duty = {contact: contact.on_duty for contact in contacts}

    def duty(topic: str, language: str) -> Duty:
        contact = responsible_of(contacts, topic, language)
        if contact is None:
            return Duty(None, None, is_gap=True)
        there = on_duty[contact]
        is_away = there != contact
        is_gap = not contact.takes(topic, language)
        return Duty(there, contact if is_away else None, is_gap)

    topics = ["", *Inquiry.Topic.values]
    return {topic: [duty(topic, code) for code, _name in settings.LANGUAGES] for topic in topics}
