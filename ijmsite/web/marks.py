"""Accents and other marks upon a letter, of which a text can pile up any number."""

import re
import unicodedata
from itertools import groupby, islice

# More than any script puts upon a letter.
MOST = 10
# There are no marks below.
ABOVE_LATIN = re.compile(rf"[^\x00-\u02ff]{{{MOST + 1},}}")


def with_few_marks(text: str) -> str:
    """Return `text` with at most `MOST` marks upon a letter.

    To bring marks into their order takes time that grows with the square of how many there are.
    """
    return ABOVE_LATIN.sub(cut, text)


def normalized(form: str, text: str) -> str:
    """Return `text` in a normal form of Unicode, in time that grows with its length only."""
    return unicodedata.normalize(form, with_few_marks(text))


def cut(found: re.Match) -> str:
    runs = groupby(found[0], is_mark)
    return "".join(c for marks, run in runs for c in (islice(run, MOST) if marks else run))


def is_mark(character: str) -> bool:
    """Tell whether a character joins the one before it, perhaps only once it is taken apart."""
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0
