from dataclasses import dataclass
from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import get_language

from ijmsite.pages.office import clock_time


@dataclass(frozen=True)
class Event:
    """What a supporter tells of an event, for one answer and no longer."""

    title: str
    day: date
    starts_at: time | None = None
    place: str = ""

    @property
    def day_in_words(self) -> str:
        """Write the day as invitations do: Saturday, March 6, 2027 or samedi 6 mars 2027."""
        return day_in_words(self.day)

    @property
    def start_in_words(self) -> str:
        return clock_time(self.starts_at) if self.starts_at else ""


def day_in_words(day: date) -> str:
    if get_language() != "fr":
        return date_format(day, "l, F j, Y")
    number = "1er" if day.day == 1 else day.day
    return f"{date_format(day, 'l')} {number} {date_format(day, 'F Y')}"
