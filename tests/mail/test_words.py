"""How our mails are worded."""

import re

import pytest
from django.conf import settings

MESSAGES = sorted((settings.BASE_DIR / "templates").glob("*/email/*_message.txt"))


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_every_sentence_begins_with_a_capital_also_after_the_greeting(path):
    starts = r'(?:\{% translate "|\{% blocktranslate[^%]*%\}|\{% plural %\})([a-z]{2}[^{"]*)'

    assert not re.findall(starts, path.read_text(encoding="utf-8"))


def test_there_are_messages_to_look_at():
    assert len(MESSAGES) > 5
