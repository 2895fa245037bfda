"""Which messages may come from somebody in danger, who has found the wrong form."""

import re
import tomllib
from functools import cache
from pathlib import Path

from .wording import Lexicon, own_words, sentences, words

LISTS = Path(__file__).with_suffix(".toml")
# So many words of money make a phrase of danger a letter that begs.
BEGGING = 3
# "Could you please help me" asks for something.
POLITE_TO = {"you", "vous"}
SLOT = re.compile(r"\{(\w+)\}")


def is_call_for_help(message: str) -> bool:
    """Tell whether it speaks of a danger to its writer, or to somebody close.

    What is quoted does not count, nor the third person: journalists write of the same things.
    Letters that beg for money speak of danger too; a call that is taken for one stays on the desk
    like any other message, so long as its words are not those of spam.
    """
    found: dict[str, set[tuple[str, ...]]] = {"phrases": set(), "begging": set(), "money": set()}
    has_cry = False
    for sentence in sentences(own_words(message)):
        for label, phrase, end in _lexicon().find(sentence.words):
            if label in found:
                found[label].add(phrase)
            elif label == "cries" and not sentence.is_question:
                has_cry = has_cry or _is_cry(sentence.words, end - len(phrase), end)
    begging, money = found["begging"], found["begging"] | found["money"]
    if found["phrases"]:
        return not begging or len(money) < BEGGING
    return (has_cry or _is_only_a_cry(message)) and not money


def _is_only_a_cry(message: str) -> bool:
    said = set(words(message)) - _words_of("courtesy")
    return bool(said) and said <= _words_of("alone")


def _is_cry(said: tuple[str, ...], start: int, end: int) -> bool:
    """Tell a cry from "your report could help us" and "please help me find a spokesperson"."""
    courtesy, purpose = _words_of("courtesy"), _words_of("purpose")
    is_plea = said[start] in courtesy and said[start - 1] not in POLITE_TO
    if start and not is_plea:
        return False
    while said[end : end + 1] and said[end] in courtesy:
        end += 1
    return said[end : end + 1] == () or said[end] not in purpose


@cache
def _lexicon() -> Lexicon:
    lists, found = _lists(), Lexicon()
    for phrase in lists["phrases"]:
        slot = SLOT.search(phrase)
        found.add("phrases", [SLOT.sub(w, phrase) for w in lists[slot[1]]] if slot else [phrase])
    for label in ["cries", "begging", "money"]:
        found.add(label, lists[label])
    return found


@cache
def _words_of(name: str) -> frozenset[str]:
    return frozenset(word for phrase in _lists()[name] for word in words(phrase))


@cache
def _lists() -> dict:
    return tomllib.loads(LISTS.read_text(encoding="utf-8"))
