"""The steps and the warnings of the plan: the same in both languages, in the order of time."""

import re

import pytest

from fundraisers.planning import load_plan

LANGUAGES = ["en", "fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_goes_from_eight_weeks_before_to_the_week_after(language):
    days = [milestone.days for milestone in load_plan(language).milestones]

    assert days == sorted(days)
    assert days[0] == -56
    assert days[-1] == 7
    assert days.count(0) == 1


def test_says_the_same_in_both_languages():
    english, french = map(load_plan, LANGUAGES)

    assert [(one.name, one.days) for one in english.milestones] == [
        (one.name, one.days) for one in french.milestones
    ]
    assert [bool(one.source_url) for one in english.cautions] == [
        bool(one.source_url) for one in french.cautions
    ]
    said = {text for plan in (english, french) for text in (one.text for one in plan.milestones)}
    assert len(said) == 2 * len(english.milestones)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["polar dip", "allergies", "counted by two", "licence", "children", "First aid"]),
        ("fr", ["bain polaire", "allergies", "compté à deux", "licence", "enfants", "soins"]),
    ],
)
def test_warns_of_what_can_go_wrong(language, words):
    titles = " ".join(caution.title for caution in load_plan(language).cautions)

    assert [word for word in words if word not in titles] == []


def test_sets_french_punctuation_the_canadian_way():
    assert not re.search(
        r"[ \u00a0\u202f][;!?]|« | »|\w :|[\"'](?=\w)",
        "".join(
            f"{one.title} {one.text}"
            for one in load_plan("fr").milestones + load_plan("fr").cautions
        ),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_sources_by_https(language):
    urls = [caution.source_url for caution in load_plan(language).cautions if caution.source_title]

    assert len(urls) >= 4
    assert all(url.startswith("https://") for url in urls)


def test_reads_a_regional_variant_as_its_language_and_anything_else_in_english():
    assert load_plan("fr-ca") is not load_plan("en")
    assert load_plan("fr-CA").day.title == load_plan("fr").day.title
    assert load_plan("de").day.title == load_plan("en").day.title
