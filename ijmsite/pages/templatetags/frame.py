"""What the frame of every page needs: banner, icons, the other language, dates, hours."""

from datetime import date
from functools import lru_cache

from django import template
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.urls import translate_url as django_translate_url
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html

from ijmsite.pages import office, phones, structured
from ijmsite.pages.models import Banner, HelpLine
from ijmsite.web.prepared import prepared
from ijmsite.web.standing import standing

register = template.Library()
register.filter("json_ld", structured.json_ld)


@register.filter
def file_size(size):
    """Return a size as it is written in Québec: Django has "4,2 Mio", which readers do not know."""
    return filesizeformat(size).replace("Kio", "Ko").replace("Mio", "Mo")


@register.simple_block_tag
def keep(content):
    """Return what it encloses, a block of the page for instance, to be said in several places."""
    return content


@register.inclusion_tag("pages/_banner.html", takes_context=True)
def banner(context):
    """Show the banner that runs now, if any."""
    return {"banner": running_banner(), "site": context["site"]}


def running_banner():
    """Return what `Banner.objects.running().first()` does, and seldom ask the database."""
    now = timezone.now()
    return next((each for each in banners() if each.runs_at(now)), None)


@standing
def banners():
    # What has ended comes back by a change only.
    return those_not_ended(now=timezone.now())


@prepared(Banner)
def those_not_ended(now):
    return Banner.objects.not_ended(now).by_end()


@register.inclusion_tag("pages/_help_lines.html")
def help_lines():
    """Show where somebody in danger finds help: the first line at once, the others on demand."""
    first, *others = help_lines_in_order() or [None]
    return {"first": first, "others": others}


@register.simple_tag
def first_help_line():
    """Return the help line that stands first, or None."""
    return next(iter(help_lines_in_order()), None)


@standing
@prepared(HelpLine)
def help_lines_in_order():
    return HelpLine.objects.all()


@register.simple_tag
@lru_cache(maxsize=100)
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
    return path_of(context["request"].path, translation.get_language(), language)


@lru_cache(maxsize=500)
def path_of(path, own_language, language):
    """Return the path in `language` of the page at `path`, which is in `own_language`."""
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
    return written_out(value.year, value.month, value.day, translation.get_language())


@lru_cache(maxsize=1000)
def written_out(year, month, day, language):
    return date_format(date(year, month, day), "j F Y" if language == "fr" else "F j, Y")


register.filter("clock", office.clock, expects_localtime=True)
register.filter("tel_uri", phones.tel_uri)
register.simple_tag(office.hours_in_words, name="office_hours")


@register.simple_tag
def office_state():
    """Say until when the office is open, or when it opens."""
    return office.state_in_words(timezone.now())


@register.simple_tag
def office_is_open():
    return office.is_open(timezone.now())
