"""What the mails to the press office say of an inquiry."""

import re
import textwrap

from django import template
from django.utils.dateformat import format as format_date

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
def journalists_time(inquiry):
    """Return the deadline by the journalist's clock, or "" where that is the office's."""
    local = inquiry.local_deadline
    return f"{format_date(local, 'D j M H:i')} ({zone_in_words(inquiry.zone)})" if local else ""


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
