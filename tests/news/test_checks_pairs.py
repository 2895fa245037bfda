"""What is found in a translation that still says what its original says."""

import pytest

from news.checks import check

from .desk import ADD, codes, errors, figure
from .desk_form import typed_into

pytestmark = pytest.mark.django_db

TEXT = "<h2>At the quay</h2><p>The boats sail at <strong>dawn</strong>: the crew’s first day.</p>"


@pytest.fixture
def english(make_article):
    return make_article("rope", headline="Rope", standfirst="It holds.", body=TEXT)


@pytest.fixture
def translation(draft, english):
    """Return a function that makes a French version, in words of its own but for `fields`."""

    def make(body="<p>Les bateaux partent à l’aube.</p>", **fields):
        own = {"headline": "Corde", "standfirst": "Elle tient.", "language": "fr"}
        return draft(body, **own | {"translation_of": english} | fields)

    return make


def test_says_nothing_of_a_translation(translation):
    assert "untranslated" not in codes(check(translation()))


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        "<p>At the quay</p><ul><li>The boats  sail at dawn: the crew's first day.</li></ul>",
        # As French typography leaves it.
        TEXT.replace(": ", "&nbsp;: "),
    ],
    ids=["the same", "in other markup", "with French spaces"],
)
def test_the_text_of_the_original_blocks(translation, body):
    [found] = [f for f in check(translation(body)) if f.code == "untranslated"]

    assert (found.level, found.field) == ("block", "body")
    assert found.message == "The text is still that of the original, “Rope”: please translate it."


def test_what_was_translated_in_part_does_not_block(translation):
    article = translation(TEXT.replace("At the quay", "Au quai"))

    assert "untranslated" not in codes(check(article))


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({"headline": "Rope", "standfirst": "It holds."}, True),
        ({"headline": "ROPE ", "standfirst": "It  holds"}, True),
        # A name can be the same in both.
        ({"headline": "Rope"}, False),
        ({"standfirst": "It holds."}, False),
    ],
)
def test_headline_and_standfirst_of_the_original_block_together(translation, fields, is_found):
    found = [f for f in check(translation(**fields)) if f.code == "untranslated"]

    assert [(f.level, f.field) for f in found] == [("block", "headline")] * is_found


def test_two_texts_of_pictures_only_are_no_copy(translation, english, bare_photo):
    english.body = figure(bare_photo())
    english.save()

    assert "untranslated" not in codes(check(translation(english.body)))


def test_a_translation_that_nobody_began_does_not_hold_up_its_original(draft, make_article):
    article = draft(TEXT)
    make_article("corde", status="draft", language="fr", translation_of=article, body=TEXT)

    assert "untranslated" not in codes(check(article))


def test_what_the_desk_began_with_is_not_published(desk, english):
    page = f"{ADD}?translation_of={english.pk}"
    typed = typed_into(desk.get(page), status="published")

    refused = errors(desk.post(page, typed))
    assert refused["body"] == [
        "The text is still that of the original, “Rope”: please translate it."
    ]
    assert "headline" in refused
