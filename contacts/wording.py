"""Phrases, recognized however they are typed: capitals, accents, apostrophes, lookalike letters."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ijmsite.web.marks import normalized

# As long as a message may be; one character can be taken apart into many.
LONGEST = 5_000
WORD = re.compile(r"[^\W_]+|#")
# Words of digits alone, and the s of the plural, behind four letters.
DIGITS = re.compile(r"(?<![^\W_])\d+(?![^\W_])")
PLURAL = re.compile(r"(?<=[^\W_]{3}[^\W_s])s(?![^\W_])")
SENTENCE = re.compile(r"(\?)|[!…\n]|\.(?=\s)")
# What is written without a full stop is read in stretches of so many words.
STRETCH = 40
OVERLAP = 8
NUMBER = "#"
SIGNS = str.maketrans(
    {
        "#": " ",
        "_": " ",
        "\u02bc": " ",
        "$": " dollar ",
        "€": " euro ",
        "£": " pound ",
        "%": " percent ",
    }
)
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# Cyrillic and Greek letters that look like Latin ones, in lower case.
LOOKALIKES = dict(
    zip("авсԁеһіјкӏмпорԛгѕтуԝхѵαβγεικνορτυχω", "abcdehijklmnopqrstywxvabyeiknoptuxw", strict=True)
)
LATIN_OF = str.maketrans(LOOKALIKES)
APOSTROPHES = re.compile(r"['’‘ʼ´`]")


# What stands between a pair of quotation marks; each sign is looked at once.
QUOTED = re.compile(r'“[^“”]*”|«[^«»]*»|"[^"]*"')


@dataclass(frozen=True)
class Sentence:
    words: tuple[str, ...]
    is_question: bool = False


def words(text: str) -> list[str]:
    """Return the words of `text`, folded: without case, accents and the s of the plural.

    A number is `NUMBER`, whichever it is; `$`, `€` and `%` are words.
    """
    folded = text[:LONGEST].casefold().translate(SIGNS)
    if not folded.isascii():
        apart = normalized("NFKD", folded)[: 2 * LONGEST]
        folded = "".join(c for c in apart if unicodedata.category(c) not in {"Mn", "Cf"})
        folded = WORD.sub(lambda match: _latin(match[0]), folded.translate(LETTERS))
    found = WORD.findall(PLURAL.sub("", DIGITS.sub(NUMBER, folded)))
    # Of numbers in a row, the first.
    return [
        word
        for word, last in zip(found, ["", *found], strict=False)
        if word != NUMBER or last != NUMBER
    ]


def own_words(text: str) -> str:
    """Return `text` without what it quotes, unless that is most of it."""
    own = QUOTED.sub(" “” ", text)
    return own if len(own) * 2 > len(text) else text


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text`; a long one in stretches, which overlap by some words."""
    found = []
    parts = SENTENCE.split(text[:LONGEST])
    for part, mark in zip(parts[::2], [*parts[1::2], None], strict=True):
        all_words = tuple(words(part))
        for start in range(0, max(1, len(all_words) - OVERLAP), STRETCH - OVERLAP):
            stretch = all_words[start : start + STRETCH]
            is_last = start + STRETCH >= len(all_words)
            found.append(Sentence(stretch, bool(mark) and is_last))
    return [sentence for sentence in found if sentence.words]


def scripts(word: str) -> set[str]:
    """Return which of the alphabets that share shapes `word` is written in."""
    return {name for letter in word if (name := _script(letter))}


class Lexicon:
    """Phrases by the label they stand for, found in a time that grows with the text only."""

    def __init__(self) -> None:
        self._labels: dict[tuple[str, ...], set[str]] = {}
        # In words, by the first of them.
        self._longest: dict[str, int] = {}

    def add(self, label: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            # "can't" is typed as "cant" too.
            for form in {phrase, APOSTROPHES.sub("", phrase)}:
                key = tuple(words(form.replace(NUMBER, "0")))
                if not set(key) - {NUMBER}:
                    raise ValueError(f"No phrase: {phrase}")
                self._labels.setdefault(key, set()).add(label)
                self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def find(self, text: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...], int]]:
        """Yield the label, the phrase and the place behind it, of each phrase in the words."""
        text = tuple(text)
        for start, first in enumerate(text):
            if first not in self._longest:
                continue  # As with most words: no phrase begins with it.
            for end in range(start + 1, min(start + self._longest[first], len(text)) + 1):
                if (phrase := text[start:end]) in self._labels:
                    for label in self._labels[phrase]:
                        yield label, phrase, end


def _script(letter: str) -> str:
    if letter < "\u0250":
        return "Latin" if letter.isalpha() and letter not in "ªºµ" else ""
    if "\u0370" <= letter <= "\u03ff":
        return "Greek"
    return "Cyrillic" if "\u0400" <= letter <= "\u052f" else ""


def _latin(word: str) -> str:
    if word.isascii() or len(scripts(word)) < 2:
        return word
    return word.translate(LATIN_OF)
