"""Which messages may come from somebody in danger, who has found the wrong form."""

import re

# Said of oneself, or of somebody close. Journalists write of the same things in the third person.
PHRASES = re.compile(
    r"\b(i am being held|i can(no|')t leave|they took my passport|please help me|i am in danger)\b",
    re.IGNORECASE,
)


def is_call_for_help(message: str) -> bool:
    return bool(PHRASES.search(message))
