"""When our office is open, by its own clock, and how that is said to readers."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from .workdays import is_business_day

# What a zone is called where the office is; others keep their own abbreviation.
ZONES = [gettext_noop("EST"), gettext_noop("EDT")]
WITHOUT_SEASON = {
    "St_Johns": gettext_noop("Newfoundland time"),
    "Halifax": gettext_noop("Atlantic time"),
    "Toronto": gettext_noop("Eastern time"),
    "Winnipeg": gettext_noop("Central time"),
    "Regina": gettext_noop("Central time"),
    "Edmonton": gettext_noop("Mountain time"),
    "Vancouver": gettext_noop("Pacific time"),
}


def hours() -> tuple[time, time]:
    """Return when the office opens and when it closes."""
    return _parsed(settings.OFFICE_HOURS)


def is_open(at: datetime) -> bool:
    opens, closes = hours()
    local = _by_our_clock(at)
    return is_business_day(local.date()) and opens <= local.time() < closes


def next_opening(at: datetime) -> datetime:
    """Return when the office opens next after `at`."""
    opens, _closes = hours()
    local = _by_our_clock(at)
    day = local.date()
    while not is_business_day(day) or (day == local.date() and local.time() >= opens):
        day += timedelta(days=1)
    return datetime.combine(day, opens, local.tzinfo)


def state_in_words(at: datetime) -> str:
    """Say until when the office is open, or when it opens: of today, as mail is read later."""
    opens, closes = hours()
    local = _by_our_clock(at)
    if is_open(at):
        closing = datetime.combine(local.date(), closes, local.tzinfo)
        return _open_until(closing, settings.TIME_ZONE, get_language())
    return _closed_until(next_opening(at), settings.TIME_ZONE, get_language())


# The same for a whole day; the zone and the language say which words of the moment are meant.
@lru_cache(maxsize=10)
def _open_until(closing: datetime, _zone: str, _language: str) -> str:
    return _("Our office is open today until %(time)s.") % {"time": clock(closing)}


@lru_cache(maxsize=10)
def _closed_until(opening: datetime, _zone: str, _language: str) -> str:
    return _("Our office is closed now. It opens on %(day)s at %(time)s.") % {
        "day": long_day(opening),
        "time": clock(opening),
    }


def city() -> str:
    """Name the place of the office's clock."""
    return city_of(settings.TIME_ZONE)


def city_of(zone: str) -> str:
    """Name the place by which a zone is called: "Berlin" for "Europe/Berlin"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def long_day(moment: datetime) -> str:
    """Write a day with its weekday: Monday, November 30 or lundi 30 novembre."""
    return date_format(moment, "l j F" if get_language() == "fr" else "l, F j")


def clock(moment: datetime) -> str:
    """Write a time of day with the name of its zone: 11:59 p.m. EST or 23 h 59 HNE."""
    return f"{clock_time(moment.time())} {_(moment.tzname())}"


def clock_time(value: time) -> str:
    if get_language() == "fr":
        # With no-break spaces, as the Office québécois de la langue française writes it.
        return (
            f"{value.hour}\u00a0h\u00a0{value.minute:02}"
            if value.minute
            else f"{value.hour}\u00a0h"
        )
    return date_format(value, "P")


def hours_in_words(written: str) -> str:
    """Write hours such as "09:00-17:00" out, with the name of the office's time zone."""
    opens, closes = _parsed(written)
    return _("Monday to Friday, %(start)s to %(end)s, %(zone)s") % {
        "start": clock_time(opens),
        "end": clock_time(closes),
        "zone": zone_name(),
    }


def zone_name() -> str:
    """Name the office's time zone without saying whether it is summer."""
    name = WITHOUT_SEASON.get(settings.TIME_ZONE.rsplit("/", 1)[-1])
    return _(name) if name else timezone.localtime().tzname()


def _by_our_clock(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


@lru_cache(maxsize=10)
def _parsed(written: str) -> tuple[time, time]:
    opens, closes = (time.fromisoformat(part.strip()) for part in written.split("-"))
    return opens, closes
