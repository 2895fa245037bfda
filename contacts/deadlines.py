"""A journalist's deadline: by their own clock where we know it, else by that of our office."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext as _

from ijmsite.pages import office
from ijmsite.staff.times import no_single_moment

YEARS_AHEAD = 5
# What is typed where the browser shows no calendar, in either language.
IN_A_WHILE = re.compile(
    r"(?:(?:in|dans)\s+)?(\d{1,3})\s*(min|minutes?|h|hrs?|hours?|heures?|d|days?|j|jours?)\.?",
    re.ASCII | re.IGNORECASE,
)
ON_A_DAY = re.compile(
    r"(today|tomorrow|aujourd[’']hui|demain)\W+(?:at\s+|à\s+)?"
    r"(?:(noon|midi)|(\d{1,2})(?:\s*[:h]\s*(\d{2})?)?\s*(a\.?m\.?|p\.?m\.?)?)",
    re.ASCII | re.IGNORECASE,
)
UNITS = {"m": "minutes", "h": "hours", "d": "days", "j": "days"}


@cache
def _zone_names() -> frozenset[str]:
    # Two of them are no place: the server's own zone, and the one of a clock never set.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def known_zone(name: str) -> str:
    """Return the name of a time zone, an empty one where there is no such zone."""
    return name if name in _zone_names() else ""


class DeadlineField(forms.DateTimeField):
    """A moment that has not passed, typed by the clock of `zone` (default: the office's)."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    zone = ""

    def clean(self, value):
        deadline = super().clean(value)
        return deadline and deadline.astimezone(UTC)

    def to_python(self, value):
        typed = in_one_line(value)
        with timezone.override(self._clock):
            return from_phrase(typed) or one_moment(super().to_python, typed)

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        now = timezone.now()
        # Years before everything else: at the ends of time no zone can be reckoned with.
        if value.year > now.year + YEARS_AHEAD:
            raise ValidationError(_("Please give a nearer time."), code="far")
        if value <= now:
            said = {
                "city": office.city_of(self.zone) if self.zone else office.city(),
                "time": office.clock_time(now.astimezone(self._clock).time()),
            }
            text = _("It is now %(time)s in %(city)s: this time has passed.")
            raise ValidationError(text, code="past", params=said)

    @property
    def _clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone or settings.TIME_ZONE)


def in_one_line(typed) -> str:
    return " ".join(str(typed or "").split())


def is_from_now(typed) -> bool:
    """Tell whether a deadline was typed as in "in 3 hours", which no clock changes."""
    return bool(IN_A_WHILE.fullmatch(in_one_line(typed)))


def one_moment(read: Callable, typed) -> datetime | None:
    """Return what `read` makes of a time on the current clock, if it is there just once."""
    try:
        return read(typed)
    except ValidationError as error:
        if error.code != "ambiguous_timezone":
            raise
        raise no_single_moment(error.params["datetime"]) from None


def from_phrase(typed: str) -> datetime | None:
    """Understand "in 3 hours" and "demain 17 h", by the current clock."""
    if match := IN_A_WHILE.fullmatch(typed):
        amount, unit = match.groups()
        moment = timezone.now() + timedelta(**{UNITS[unit[0].lower()]: int(amount)})
        return moment.replace(second=0, microsecond=0)
    if match := ON_A_DAY.fullmatch(typed):
        day, is_noon, hour, minute, half = match.groups()
        at = time(12) if is_noon else _time_of_day(int(hour), int(minute or 0), half or "")
        if at:
            ahead = timedelta(days=day.lower() in ("tomorrow", "demain"))
            wall = datetime.combine(timezone.localdate() + ahead, at)
            return one_moment(from_current_timezone, wall)
    return None


def _time_of_day(hour: int, minute: int, half: str) -> time | None:
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
