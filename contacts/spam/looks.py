"""What a message looks like, whatever it says: links, letters, and who sends it."""

import re
import unicodedata
from itertools import pairwise

from ..wording import scripts
from . import lists

BETWEEN_HOSTS = re.compile(r"[^\w.@-]+")
LETTERS = re.compile(r"[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]{2,}")
LONG_WORD = re.compile(r"[^\W\d_]{6,}")
BB_LINK = re.compile(r"\[(?:url|link)[=\]]", re.IGNORECASE)
HTML_LINK = re.compile(r"<a\s", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"\]\(https?:", re.IGNORECASE)
# What shows nothing, between two letters that need none to be joined.
INVISIBLE = re.compile(
    r"(?<=[a-zA-ZÀ-ɏ])[\u00ad\u034f\u180e\u200b-\u200f\u2060-\u2064\ufeff]+(?=\w)"
)
TEST = re.compile(r"viagra-test-123|XJS\*C4JDBQADN1\.NSBN3", re.IGNORECASE)
FILLED_BY_PROGRAMS = {"google", "google inc", "facebook", "n/a inc"}
VOWEL = re.compile("[aeiouyàâäéèêëîïôöùûüæœáíóúãõøå]")
NAME_PREFIXES = ("Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Von", "O", "Fitz", "St", "Al")


def signs(fields: dict) -> dict[str, int]:
    """Return the points of each sign, by the code of its reason."""
    message, name = fields["message"], fields["name"]
    everything = "\n".join([name, fields["outlet"], message])
    found = {
        **_links(everything, fields["email"]),
        **_letters(everything),
        **_sender(name, fields["outlet"], fields["email"]),
        "gibberish": _gibberish(message, name),
        "test": 10 if TEST.search("\n".join([everything, fields["email"]])) else 0,
    }
    return {code: points for code, points in found.items() if points}


def hosts(text: str) -> list[str]:
    """Return the names of hosts in `text`, each as often as it stands there; no mail addresses."""
    pieces = [piece.strip(".-_") for piece in BETWEEN_HOSTS.split(text) if "." in piece]
    return [piece.lower() for piece in pieces if _is_host(piece)]


def _is_host(piece: str) -> bool:
    before, dot, last = piece.rpartition(".")
    if not dot or not before or "@" in piece or ".." in piece:
        return False
    known = lists.hosts("top_levels")
    # "Deadline is 5pm.Call" and "p.m" are no hosts: their end is no known one, or a capital.
    return last in known or (last.lower() in known and piece.isupper())


def _links(text: str, email: str) -> dict[str, int]:
    found = hosts(text)
    own = email.rpartition("@")[2].lower()
    foreign = [host for host in found if host != own and not host.endswith(f".{own}")]
    count = max(len(foreign), text.count("://") - (len(found) - len(foreign)))
    everything = max(len(found), text.count("://"))
    words = len(LETTERS.findall(text)) - 4 * len(found)
    in_html = len(HTML_LINK.findall(text)) + len(MARKDOWN_LINK.findall(text))
    return {
        "links": 10 if everything >= 10 else 5 if count >= 7 else 2 if count >= 5 else 0,
        "only_link": 6 if foreign and words < 5 else 0,
        "markup": 10 if BB_LINK.search(text) or in_html > 2 else 5 if in_html else 0,
        "short_link": 4 if lists.hosts("shorteners").intersection(found) else 0,
        "bait_link": 5 if any(map(_is_bait, foreign)) else 0,
    }


def _is_bait(host: str) -> bool:
    return any(part in host for part in lists.hosts("bait"))


def _letters(text: str) -> dict[str, int]:
    if text.isascii():
        return {}
    mixed = sum(_is_mixed(word) for word in LETTERS.findall(text))
    disguised = sum(1 for c in text if "\U0001d400" <= c <= "\U0001d7ff" or "！" <= c <= "ｚ")
    mixed += disguised // 5
    unseen = len(INVISIBLE.findall(text))
    letters = [c for c in text if c.isalpha()]
    foreign = sum(1 for c in letters if "\u0370" <= c <= "\u052f")
    return {
        "mixed_letters": 10 if mixed > 1 else 6 if mixed else 0,
        "invisible": 8 if unseen > 3 else 4 if unseen > 1 else 0,
        "foreign": 3 if foreign * 2 > len(letters) else 0,
    }


def _is_mixed(word: str) -> bool:
    """Tell whether a word is of two alphabets, unless it only bends an acronym: "SMSка"."""
    if word.isascii() or len(word) < 3:
        return False
    alphabets = scripts(word)
    if len(alphabets) < 2 or "Latin" not in alphabets:
        return False
    latin = [letter for letter in word if scripts(letter) == {"Latin"}]
    is_acronym = all(map(str.isupper, latin)) and word.startswith("".join(latin))
    return not (is_acronym and len(latin) > 1)


def _sender(name: str, outlet: str, email: str) -> dict[str, int]:
    host = email.rpartition("@")[2].lower()
    first = name.split()[0] if name.split() else ""
    is_link = bool(hosts(name)) or "://" in name
    is_made_up = " " not in name.strip() and _has_inner_capital(first)
    repeats = bool(outlet) and outlet.strip().casefold() == name.strip().casefold()
    return {
        "disposable": 4 if host in lists.hosts("disposable") else 0,
        "name": 8 if is_link else 6 if is_made_up and repeats else 3 if is_made_up else 0,
        "outlet": 5 if outlet.strip().casefold() in FILLED_BY_PROGRAMS else 0,
    }


def _has_inner_capital(word: str) -> bool:
    """Tell names such as "RobertTep" from "McDonald" and "O'Neil"."""
    if not word.isalpha() or word.startswith(NAME_PREFIXES):
        return False
    return any(a.islower() and b.isupper() for a, b in pairwise(word))


def _gibberish(message: str, name: str) -> int:
    """Return the points of random letters: for most words of a message, or for a name."""
    found = WORD.findall(message)
    odd = [word for word in LONG_WORD.findall(message) if _is_random(word)]
    if odd and len(odd) * 2 >= len(found):
        return 10
    points = 3 if any(map(_is_random, LONG_WORD.findall(name))) else 0
    return points + (4 if len(odd) > 2 and len(odd) * 5 >= len(found) else 0)


def _is_random(word: str) -> bool:
    """Tell whether a `LONG_WORD` is none."""
    if not (word.isascii() or scripts(word) == {"Latin"}):
        return False
    # Most words have no capital but the first letter.
    if not word[1:].islower() and sum(a.islower() and b.isupper() for a, b in pairwise(word)) > 1:
        return True
    plain = unicodedata.normalize("NFC", word[:60]).lower()
    consonants = VOWEL.split(plain)
    vowels, longest = len(consonants) - 1, max(map(len, consonants))
    is_acronym = word.isupper() and len(word) < 8
    return not is_acronym and (longest > 5 or vowels * 6 < len(plain))
