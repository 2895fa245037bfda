"""Finding articles by what readers type."""

import re
from html import escape

from django.db.models import Q

MAX_LENGTH = 100
MAX_WORDS = 5
# A text has markup. What is read stands behind a tag and not in one, and is no name of a
# character: "strong" does not find everything that has something in bold, nor "amp" every "&".
BEFORE = "(^|>)(?:[^<>&]|&[a-z]+;)*"


def search_words(text: str) -> list[str]:
    """Return the words of `text` that are searched for: what is too long or too many is cut."""
    return text[:MAX_LENGTH].replace("\0", " ").split()[:MAX_WORDS]


def matches(text: str) -> Q:
    """Return the condition that an article contains every word of `text`, in either case."""
    condition = Q()
    for word in search_words(text):
        in_markup = escape(word, quote=False)
        # Each character stands for itself.
        pattern, body_pattern = re.escape(word), BEFORE + re.escape(in_markup)
        # The pattern is slow on long texts, so it is asked only where it may match: SQLite
        # compares without regard to case only what is ASCII.
        part = max(re.findall(r"[\x00-\x7f]+", in_markup), key=len, default="")
        condition &= (
            Q(headline__iregex=pattern)
            | Q(standfirst__iregex=pattern)
            | Q(body__icontains=part) & Q(body__iregex=body_pattern)
        )
    return condition
