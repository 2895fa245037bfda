"""The score, measured on messages: those its lists were made with, and those nobody looked at.

`second.toml` and `fresh.toml` were written by others who did not know the score, and whoever
works on the lists never reads them: so they tell what it is worth on messages of tomorrow. Their
tests show reasons and counts only. The reasons of two inquiries of `second.toml` that were put
aside at first led to changes; `fresh.toml` was written after the last change, and came out as it
does here at once.
"""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from contacts import spam

CORPUS = Path(__file__).parent / "corpus"
EMPTY = {"outlet": "", "phone": "", "topic": "", "deadline": None}


def verdicts(name, kind):
    messages = tomllib.loads((CORPUS / f"{name}.toml").read_text(encoding="utf-8"))[kind]
    return [spam.judge(EMPTY | message, []) for message in messages]


def put_aside(found):
    return [verdict for verdict in found if verdict.is_suspect]


def reasons(found):
    return dict(Counter(reason for verdict in found for reason in verdict.reasons))


@pytest.mark.parametrize("name", ["first", "own"])
def test_puts_aside_every_spam_and_no_inquiry_of_the_known_corpus(name):
    inquiries, spams = verdicts(name, "inquiry"), verdicts(name, "spam")

    assert not put_aside(inquiries)
    assert len(put_aside(spams)) == len(spams) >= 20


@pytest.mark.parametrize("name", ["second", "fresh"])
def test_puts_aside_no_inquiry_of_the_unseen_corpus(name):
    inquiries = verdicts(name, "inquiry")
    wrong = put_aside(inquiries)

    assert len(inquiries) == 20
    assert len(wrong) == 0, reasons(wrong)


@pytest.mark.parametrize("name", ["second", "fresh"])
def test_puts_aside_nineteen_of_twenty_spams_of_the_unseen_corpus(name):
    spams = verdicts(name, "spam")
    missed = [verdict for verdict in spams if not verdict.is_suspect]

    assert len(spams) == 20
    assert len(missed) <= 1, reasons(missed)


@pytest.mark.parametrize("kind", ["inquiry", "spam"])
@pytest.mark.parametrize("name", ["first", "own", "second", "fresh"])
def test_has_words_for_every_reason(name, kind):
    assert set(reasons(verdicts(name, kind))) <= set(spam.REASONS)
