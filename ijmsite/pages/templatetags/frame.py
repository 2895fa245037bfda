"""What the frame of every page needs: banner, icons, the other language, dates, hours."""

from datetime import time

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.urls import translate_url as django_translate_url
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ijmsite.pages import phones, structured
from ijmsite.pages.models import Banner, HelpLine

register = template.Library()
register.filter("json_ld", structured.json_ld)

# What a zone is called where the office is; others keep their own abbreviation.
ZONES = [gettext_noop("EST"), gettext_noop("EDT")]


@register.simple_block_tag
def keep(content):
    """Return what it encloses, a block of the page for instance, to be said in several places."""
    return content


@register.inclusion_tag("pages/_banner.html", takes_context=True)
def banner(context):
    """Show the banner that runs now, if any."""
    return {"banner": Banner.objects.running().first(), "site": context["site"]}


@register.inclusion_tag("pages/_help_lines.html")
def help_lines():
    """Show where somebody in danger finds help: the first line at once, the others on demand."""
    first, *others = [*HelpLine.objects.all()] or [None]
    return {"first": first, "others": others}


@register.simple_tag
def first_help_line():
    """Return the help line that stands first, or None."""
    return HelpLine.objects.first()


@register.simple_tag
def icon(name):
    """Return the icon `name` of the sprite; it is decoration, never the only label."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("ijmsite/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def path_in(context, language):
    """Return the path of this page in `language`; of the front page where this is no page.

    A view whose page has another name in the other language says so by `paths` in its context.
    """
    if language in context.get("paths", {}):
        return context["paths"][language]
    path = context["request"].path
    try:
        resolve(path)
    except Resolver404:
        with translation.override(language):
            return reverse("pages:home")
    return django_translate_url(path, language)


@register.filter(expects_localtime=True)
def iso(value):
    """Write a moment for `datetime` attributes, which know no microseconds."""
    return value.isoformat(timespec="seconds") if value else ""


@register.filter(expects_localtime=True)
def long_date(value):
    """Write a date in full: November 17, 2026 or 17 novembre 2026."""
    return date_format(value, "j F Y" if translation.get_language() == "fr" else "F j, Y")


@register.filter(expects_localtime=True)
def clock(value):
    """Write a time of day with the name of its zone: 11:59 p.m. EST or 23 h 59 EST."""
    return f"{clock_time(value.time())} {_(value.tzname())}"


def clock_time(value):
    if translation.get_language() == "fr":
        # With no-break spaces, as the Office québécois de la langue française writes it.
        return (
            f"{value.hour}\u00a0h\u00a0{value.minute:02}"
            if value.minute
            else f"{value.hour}\u00a0h"
        )
    return date_format(value, "P")


@register.filter
def tel_uri(phone):
    """Return the address that dials `phone`."""
    return phones.tel_uri(phone)


@register.simple_tag
def office_hours(hours):
    """Write hours such as "09:00-17:00" out, with the name of the office's time zone."""
    start, end = (time.fromisoformat(part.strip()) for part in hours.split("-"))
    return _("Monday to Friday, %(start)s to %(end)s, %(zone)s") % {
        "start": clock_time(start),
        "end": clock_time(end),
        "zone": zone_name(),
    }


def zone_name():
    """Name the office's time zone without saying whether it is summer."""
    names = {
        "St_Johns": _("Newfoundland time"),
        "Halifax": _("Atlantic time"),
        "Toronto": _("Eastern time"),
        "Winnipeg": _("Central time"),
        "Regina": _("Central time"),
        "Edmonton": _("Mountain time"),
        "Vancouver": _("Pacific time"),
    }
    city = settings.TIME_ZONE.rsplit("/", 1)[-1]
    return names.get(city) or timezone.localtime().tzname()
