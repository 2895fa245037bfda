"""Words that promise something for a time, or money of somebody else: such an offer has terms."""

import re
import unicodedata

from ijmsite.web.fields import is_visible
from ijmsite.web.marks import normalized

# Whole words with their endings, without accents.
ENGLISH = [
    *(r"limited", r"deadlines?", r"last chance", r"final (?:hours?|days?)", r"today only"),
    *(r"match(?:es|ed|ing)?", r"doubl(?:es?|ed|ing)", r"tripl(?:es?|ed|ing)"),
    *(
        r"quadrupl(?:es?|ed|ing)",
        r"twice",
        r"(?:until|before|by) midnight",
        r"ends (?:today|tonight)",
    ),
    *(r"dollar[ -]for[ -]dollar", r"\d+x", r"\d+ (?:hours?|days?) left"),
]
FRENCH = [
    *(r"(?<!sans )limitee?s?", r"echeances?", r"dernieres? (?:chances?|heures?|jours?)"),
    *(r"jumel(?:ee?s?|er|era|eront|ent|ages?)", r"egal(?:ee?s?|er|era|eront|ent)"),
    *(r"(?:doubl|tripl|quadrupl)(?:ee?s?|er|era|eront|ent)", r"contreparties?"),
    *(r"dollar pour dollar", r"(?:plus que|reste) \d+ (?:heures?|jours?)"),
    *(r"(?:jusqu'a|avant) minuit", r"deux fois plus", r"aujourd'hui seulement"),
]
# Latin letters beside Greek, Cyrillic or Armenian ones, which look like them.
TWO_ALPHABETS = r"\w*(?:[a-z][\u0370-\u058f]|[\u0370-\u058f][a-z])\w*"
CLAIM = re.compile(rf"\b(?:{'|'.join([*ENGLISH, *FRENCH, TWO_ALPHABETS])})\b", re.IGNORECASE)


def claim_in(text: str) -> str:
    """Return the first word of `text` that makes such a promise, as it was typed, or ""."""
    text = normalized("NFKC", text).replace("’", "'")
    # What cannot be seen by itself, such as a soft hyphen, divides no word.
    text = "".join(each for each in text if is_visible(each) or each.isspace())
    text = " ".join(text.split())
    # One letter for one, so that the place of a word is the same in both.
    plain = "".join(unicodedata.normalize("NFD", each)[0] for each in text)
    found = CLAIM.search(plain)
    return text[found.start() : found.end()] if found else ""
