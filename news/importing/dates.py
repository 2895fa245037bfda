"""Read the day, and where it is given the time, at which a page was published."""

import re
from datetime import UTC, datetime, time

from django.utils import timezone

# Before it there was no web, and hardly a press release in a file.
EARLIEST = 1985

MONTHS = [
    ("january", "jan", "janvier", "janv"),
    ("february", "feb", "février", "fevrier", "févr", "fév"),
    ("march", "mar", "mars"),
    ("april", "apr", "avril", "avr"),
    ("may", "mai"),
    ("june", "jun", "juin"),
    ("july", "jul", "juillet", "juil"),
    ("august", "aug", "août", "aout"),
    ("september", "sept", "sep", "septembre"),
    ("october", "oct", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "décembre", "decembre", "déc"),
]
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_NAME = "|".join(sorted(MONTH, key=len, reverse=True))
WRITTEN = [
    re.compile(
        rf"\b(?P<m>{_NAME})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I
    ),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?P<m>{_NAME})\b\.?,?\s+(?P<y>\d{{4}})\b",
        re.I,
    ),
    re.compile(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b"),
]
SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def from_machine(text: str) -> datetime | None:
    """Return the time that a page gives for machines, such as 2019-05-14T13:30:00+00:00."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return from_words(text)[0]
    return office_noon(moment) if len(text) <= 10 else plausible(moment)


def from_words(text: str) -> tuple[datetime | None, str]:
    """Return the first day named in `text`; or, where it can be read two ways, its words."""
    found = sorted(
        (match for pattern in WRITTEN for match in pattern.finditer(text)), key=lambda m: m.start()
    )
    for match in found:
        month = match["m"].lower()
        number = int(month) if month.isdigit() else MONTH[month]
        if day := office_day(int(match["y"]), number, int(match["d"])):
            return day, ""
    for match in SLASHED.finditer(text):
        first, second, year = map(int, match.groups())
        readings = {office_day(year, first, second), office_day(year, second, first)} - {None}
        if len(readings) == 1:
            return readings.pop(), ""
        if readings:
            return None, match[0]
    return None, ""


def from_address(url: str) -> datetime | None:
    """Return the day in an address such as /2019/05/14/story/."""
    match = re.search(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/|$)", url)
    return office_day(*map(int, match.groups())) if match else None


def office_day(year: int, month: int, day: int) -> datetime | None:
    try:
        return office_noon(datetime(year, month, day))  # noqa: DTZ001 (- made aware below)
    except ValueError:
        return None


def office_noon(day: datetime) -> datetime | None:
    """Return noon in the office: a day without a time stays the same day in most zones."""
    return plausible(datetime.combine(day.date(), time(12)))


def plausible(moment: datetime) -> datetime | None:
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    # By way of UTC, so that an hour that clocks left out becomes one that was there.
    try:
        moment = timezone.localtime(moment.astimezone(UTC)).replace(microsecond=0)
    except (OverflowError, ValueError):
        return None
    return moment if moment.year >= EARLIEST and moment <= timezone.now() else None
