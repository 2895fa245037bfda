"""What the mails to the press office say of an inquiry."""

import re
import textwrap

from django import template
from django.utils.dateformat import format as format_date

from contacts import spam
from contacts.times import time_left_in_words
from ijmsite.staff.times import office_time

register = template.Library()
register.filter("office_time", office_time)

SCHEME = re.compile(r"http(?=s?:)", re.IGNORECASE)
DOT_WITHIN_A_NAME = re.compile(r"(?<=\w)\.(?=\w)")
EXCERPT = 160


@register.filter
def time_left(inquiry):
    return time_left_in_words(inquiry.deadline)


@register.filter
def journalists_time(inquiry):
    """Return the deadline by the journalist's clock, or "" where that is the office's."""
    local = inquiry.local_deadline
    return f"{format_date(local, 'D j M H:i')} ({inquiry.zone})" if local else ""


@register.filter
def apart(text):
    """Set typed text apart from ours, so that no line of it passes for one of ours."""
    return textwrap.indent(text, "    ", lambda line: True)


@register.filter
def harmless(text):
    """Return text on one line in which no mail program finds a link."""
    line = SCHEME.sub("hxxp", " ".join(text.split()))
    return DOT_WITHIN_A_NAME.sub("[.]", line)


@register.filter
def excerpt(text):
    """Return the beginning of a message, in one harmless line."""
    line = " ".join(text.split())
    return harmless(line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…")


@register.filter
def reasons_in_words(inquiry):
    return "; ".join(spam.in_words(inquiry.reasons))
