"""The event and what leads up to it as one file for calendar programs (RFC 5545)."""

import hashlib
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import Milestone, load_plan
from .event import Event

DAY = timedelta(days=1)
# Nobody is asked for the end: so long it takes room in a calendar.
LASTS = timedelta(hours=2)


def calendar_file(event: Event, now: datetime) -> bytes:
    """Return the event and its milestones from the day of `now` on, in the language in force."""
    plan = load_plan(get_language())
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{settings.ORG_NAME}//{_('Newsroom')}//{get_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add_component(_event(event, plan.day, now))
    today = timezone.localdate(now)
    for milestone in plan.milestones:
        day = event.day + milestone.days * DAY
        if milestone != plan.day and day >= today:
            calendar.add_component(_milestone(event, milestone, day, now))
    return calendar.to_ical()


def _event(event: Event, day: Milestone, now: datetime) -> icalendar.Event:
    entry = _entry(event, "event", event.title, day.text, now)
    if event.starts_at:
        # Without a zone: at that hour of the place where it is (RFC 5545, section 3.3.5, form 1).
        entry.add("dtstart", datetime.combine(event.day, event.starts_at))
        entry.add("duration", LASTS)
    else:
        _fill_day(entry, event.day)
    if event.place:
        entry.add("location", event.place)
    return entry


def _milestone(event: Event, milestone: Milestone, day: date, now: datetime) -> icalendar.Event:
    entry = _entry(event, milestone.name, milestone.title, milestone.text, now)
    _fill_day(entry, day)
    # A thing to do leaves the day free for others.
    entry.add("transp", "TRANSPARENT")
    return entry


def _entry(event: Event, name: str, summary: str, text: str, now: datetime) -> icalendar.Event:
    plan = settings.SITE_URL + reverse("fundraisers:plan")
    guide = settings.SITE_URL + reverse("fundraisers:guide")
    leads = [
        _("All steps, and what keeps everybody safe: %(plan)s") % {"plan": plan},
        _("The guide for fundraisers: %(guide)s") % {"guide": guide},
    ]
    entry = icalendar.Event()
    entry.add("uid", _uid(event, name))
    entry.add("dtstamp", now)
    language = {"LANGUAGE": get_language()}
    entry.add("summary", summary, parameters=language)
    entry.add("description", "\n\n".join([text, *leads]), parameters=language)
    entry.add("url", plan)
    return entry


def _fill_day(entry: icalendar.Event, day: date) -> None:
    entry.add("dtstart", day)
    entry.add("dtend", day + DAY)


def _uid(event: Event, name: str) -> str:
    """Return the same for the same event, so that a second file adds nothing to a calendar."""
    digest = hashlib.sha256(f"{event!r} {name}".encode()).hexdigest()
    return f"{digest[:32]}@{urlsplit(settings.SITE_URL).hostname}"
