from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import mark_safe

from news.models import Banner, HelpLine

register = template.Library()


@register.inclusion_tag("news/banner.html")
def banner():
    return {"banner": Banner.objects.shown(timezone.now()).first()}


@register.inclusion_tag("news/help_line.html")
def help_line():
    return {"line": HelpLine.objects.first()}


@register.simple_tag
@cache
def icon(name):
    words = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    return format_html(words, static("ijmsite/icons.svg"), name)


@register.filter
def json_ld(value):
    """Return what `json_script` returns, as the kind of script that search engines read."""
    words = json_script(value).replace("application/json", "application/ld+json", 1)
    return mark_safe(words)  # noqa: S308 (`json_script` escaped it)
