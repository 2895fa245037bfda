"""What the mails to the press office say of an inquiry."""

import re
import textwrap
from functools import lru_cache, partial

from django import template
from django.conf import settings
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from contacts import spam
from contacts.times import time_left_in_words, zone_in_words
from ijmsite.pages.models import HelpLine
from ijmsite.staff.times import office_time
from ijmsite.web.typos import suggestion

register = template.Library()
register.filter("office_time", office_time)
# "zoe@hotmail.com" for "zoe@hotnail.com", and "" for what looks right.
register.filter("suggested_address", suggestion)

# What mail programs open: https:, file:, mailto:, and \\host\share.
SCHEME = re.compile(r"(?<=[a-z]):(?=\S)|:(?=//)", re.IGNORECASE)
SHARE = re.compile(r"\\(?=\\)")
# The four dots of a domain (RFC 3490, section 3.1).
DOT_WITHIN_A_NAME = re.compile(r"(?<=\w)([.\u3002\uff0e\uff61])(?=\w)")
EXCERPT = 160


@register.filter
def time_left(inquiry):
    return time_left_in_words(inquiry.deadline)


@register.filter
def facts(inquiry):
    """Return who asks, for what and until when, a line for each: "Email: zoe@courier.example"."""
    say, lines = partial(_said, get_language()), []

    def add(label, value):
        lines.append(f"{say(label)}: {value}")

    if inquiry.deadline:
        add(_("Deadline"), office_time(inquiry.deadline))
        if local := inquiry.local_deadline:
            time, zone = format_date(local, "D j M H:i"), zone_in_words(inquiry.zone)
            add(_("On the journalist's clock"), f"{time} ({zone})")
    add(_("Name"), inquiry.name)
    if inquiry.outlet:
        add(_("Outlet"), inquiry.outlet)
    add(_("Email"), inquiry.email)
    if meant := suggestion(inquiry.email):
        said = [say(_("Perhaps mistyped (%(address)s?)")) % {"address": meant}]
        if inquiry.phone:
            said.append(say(_("call if the answer comes back")))
        lines.append(f"    {': '.join(said)}")
    if inquiry.phone:
        add(_("Phone"), inquiry.phone)
    if inquiry.topic:
        add(_("Needs"), inquiry.get_topic_display())
    add(_("Language"), say(_("French") if inquiry.language == "fr" else _("English")))
    if inquiry.article_path:
        add(_("Article"), inquiry.article_headline)
        lines.append(f"{settings.SITE_URL}{inquiry.article_path}")
    add(_("Received"), office_time(inquiry.received_at))
    add(_("Reference"), inquiry.reference)
    return "\n".join(lines)


@lru_cache
def _said(_language, text):
    return gettext(text)


@register.filter
def of_number(text, number):
    """Return links to the inquiry 0 as those to the one with this number."""
    return text.replace("/inquiry/0/", f"/inquiry/{number}/")


@register.filter
def apart(text):
    """Set typed text apart from ours, so that no line of it passes for one of ours."""
    return textwrap.indent(text, "    ", lambda line: True)


@register.filter
def harmless(text):
    """Return text on one line in which no mail program finds a link."""
    line = SCHEME.sub("[:]", " ".join(text.split()))
    return DOT_WITHIN_A_NAME.sub(r"[\1]", SHARE.sub(r"[\\]", line))


@register.filter
def excerpt(text, length=EXCERPT):
    """Return the beginning of a message, in one harmless line."""
    line = " ".join(text.split())
    return harmless(line if len(line) <= length else f"{line[: length - 1]}…")


@register.simple_tag
def all_help_lines():
    return HelpLine.objects.all()


@register.filter
def reasons_in_words(inquiry):
    return "; ".join(spam.in_words(inquiry.reasons))
