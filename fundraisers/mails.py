"""The mails to supporters whose words staff can change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.words import EditableMail, Placeholder
from ijmsite.pages.templatetags.frame import long_date

from .planning.event import day_in_words
from .services.telling import contact_by


def _page(name: str) -> str:
    """Return the address of a page, in the language in force."""
    return settings.SITE_URL + reverse(name)


def _welcome() -> Mapping[str, Any]:
    return {"contact_by": contact_by(), "is_asked": True}


def _reminder(until: timedelta) -> Callable[[], Mapping[str, Any]]:
    return lambda: {
        "event_date": timezone.localdate() + until,
        "unsubscribe_url": f"{settings.SITE_URL}/unsubscribe/…/",
    }


GUIDE_LINK = Placeholder(
    "guide_link",
    _("the address of the guide on our website"),
    lambda context: _page("fundraisers:guide"),
    label=_("Read the guide on our website"),
)
PLAN_LINK = Placeholder(
    "plan_link",
    _("the address of the page that helps to plan an event"),
    lambda context: _page("fundraisers:plan"),
    label=_("Plan your event"),
)
DATE = Placeholder(
    "date",
    _("the day by which we promise to be in touch"),
    lambda context: long_date(context["contact_by"]),
    is_required=True,
)
ORGANIZATION = Placeholder(
    "organization", _("the name of our organization"), lambda context: settings.ORG_NAME
)
PHONE = Placeholder(
    "phone", _("the number at which we answer"), lambda context: settings.HELP_PHONE
)

EVENT_DATE = Placeholder(
    "event_date",
    _("the day of the event"),
    lambda context: day_in_words(context["event_date"]),
    is_required=True,
)
GIVE_LINK = Placeholder(
    "give_link",
    _("the address of the giving page"),
    lambda context: settings.GIVE_URL,
    is_required=True,
    label=_("Hand in what you raised"),
)

EDITABLE = [
    EditableMail(
        "fundraisers/email/welcome",
        _("Welcome, with the guide"),
        (DATE, replace(GUIDE_LINK, is_required=True), PLAN_LINK, ORGANIZATION, PHONE),
        sample=_welcome,
    ),
    EditableMail(
        "fundraisers/email/reminder_invite",
        _("Reminder, four weeks before the event"),
        (EVENT_DATE, PLAN_LINK, GUIDE_LINK, ORGANIZATION, PHONE),
        sample=_reminder(timedelta(days=28)),
    ),
    EditableMail(
        "fundraisers/email/reminder_prepare",
        _("Reminder, one week before the event"),
        (EVENT_DATE, PLAN_LINK, GUIDE_LINK, ORGANIZATION, PHONE),
        sample=_reminder(timedelta(days=7)),
    ),
    EditableMail(
        "fundraisers/email/reminder_thank",
        _("Reminder, the day after the event"),
        (EVENT_DATE, GIVE_LINK, PLAN_LINK, GUIDE_LINK, ORGANIZATION, PHONE),
        sample=_reminder(timedelta(days=-1)),
    ),
]
