import re
from pathlib import Path

import pytest

from fundraisers import guide
from fundraisers.guide import guide_pdf, load_guide

LANGUAGES = ["en", "fr"]
STATIC = Path(guide.__file__).parents[1] / "static"


def tips_of(source):
    return [tip for chapter in source.chapters for tip in chapter.tips]


def words(tip):
    """Count the words a reader meets: tokens with a letter or a digit in them."""
    tokens = " ".join([*tip.text, tip.this_week]).split()
    return sum(any(character.isalnum() for character in token) for token in tokens)


def prose(language):
    source = load_guide(language)
    yield from (source.title, source.subtitle, *source.introduction, *source.closing)
    for chapter in source.chapters:
        yield chapter.title
    for tip in tips_of(source):
        yield from (tip.title, *tip.text, tip.this_week, tip.fact, tip.source_title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_twenty_five_tips_in_order(language):
    assert [tip.number for tip in tips_of(load_guide(language))] == list(range(1, 26))


@pytest.mark.parametrize("language", LANGUAGES)
def test_holds_five_chapters_of_five_tips(language):
    assert [len(chapter.tips) for chapter in load_guide(language).chapters] == [5] * 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_keeps_each_tip_between_60_and_120_words(language):
    lengths = {tip.number: words(tip) for tip in tips_of(load_guide(language))}

    assert {number: n for number, n in lengths.items() if not 60 <= n <= 120} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_gives_at_least_eight_facts(language):
    assert sum(bool(tip.fact) for tip in tips_of(load_guide(language))) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_an_https_source_for_each_fact_and_for_nothing_else(language):
    for tip in tips_of(load_guide(language)):
        assert bool(tip.fact) == bool(tip.source_title) == bool(tip.source_url), tip.number
        assert not tip.fact or tip.source_url.startswith("https://"), tip.number


@pytest.mark.parametrize("language", LANGUAGES)
def test_repeats_no_title_and_no_task(language):
    tips = tips_of(load_guide(language))

    assert len({tip.title for tip in tips}) == len({tip.this_week for tip in tips}) == 25


def test_matches_the_english_tips_in_french():
    english, french = load_guide("en"), load_guide("fr")

    assert [tip.number for tip in tips_of(french)] == [tip.number for tip in tips_of(english)]
    assert [bool(tip.fact) for tip in tips_of(french)] == [
        bool(tip.fact) for tip in tips_of(english)
    ]
    assert french.version == english.version


def test_sets_french_punctuation_the_canadian_way():
    for text in prose("fr"):
        assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»|(?<!\u00a0):|\s[;!?]", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_uses_typographic_quotation_marks(language):
    assert not [text for text in prose(language) if "'" in text or '"' in text]


@pytest.mark.parametrize("language", ["de", "", "../fr", "zz-ZZ"])
def test_falls_back_to_english_for_an_unknown_language(language):
    assert load_guide(language) == load_guide("en")


def test_reads_a_regional_variant_as_its_language():
    assert load_guide("fr-ca").title == load_guide("fr").title != load_guide("en").title


@pytest.mark.parametrize("language", LANGUAGES)
def test_ships_a_pdf_under_two_megabytes(language):
    pdf = STATIC / guide_pdf(language)

    assert pdf.read_bytes().startswith(b"%PDF-")
    assert pdf.stat().st_size < 2_000_000


def test_ships_a_different_pdf_for_each_language():
    assert len({guide_pdf(language) for language in LANGUAGES}) == len(LANGUAGES)
