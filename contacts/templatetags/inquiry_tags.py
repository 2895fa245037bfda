"""What the inquiry form needs beside its fields."""

import json
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext as _

from ijmsite.pages import office
from ijmsite.pages.workdays import days_off

register = template.Library()


@register.simple_tag
def press_page_in(language, about):
    """Return the path of the press page in `language`, with the form about the same article.

    `about` is a `pages.titles.Title`: what a reader sent in place of our path is in no link.
    """
    path = translate_url(reverse("contacts:inquiry_create"), language)
    query = {"article": about.paths[language]} if language in about.paths else {}
    return f"{path}?{urlencode(query)}" if query else path


@register.simple_tag
def deadline_words(after_hours):
    """Return, for the script, when the office is open and what to say of a deadline.

    The same for every reader on the same day: article pages carry it.
    """
    opens, closes = office.hours()
    year = timezone.localdate().year
    if after_hours:
        hurry = _("If it cannot wait, call the after-hours line: %(phone)s")
        hurry %= {"phone": after_hours}
    else:
        hurry = _("If it cannot wait, call us before then.")
    return json.dumps(
        {
            "office": {
                "zone": settings.TIME_ZONE,
                "city": office.city(),
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
                "daysOff": [str(day) for y in (year, year + 1) for day in days_off(y)],
            },
            "yours": _("Your time ({zone})."),
            "ours": _("In the time of our office in {city}."),
            "away": _("That is in {distance}."),
            "awayThere": _("That is in {distance}, {time} in {city}."),
            "past": _("This time has passed."),
            "closed": _("Our office is closed then; it opens {opening}."),
            "hurry": hurry,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
