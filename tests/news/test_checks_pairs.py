"""What is found in a translation that still says what its original says."""

import pytest

from ijmsite.staff.models import AuditEvent
from news.checks import blocking, check, warnings
from news.details import CHECKS
from news.models import Article

from .desk import ADD, SAID, codes, errors, figure, posted
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
        TEXT.replace("boats", "bo\u00ada\u200bt\u034fs"),
    ],
    ids=["the same", "in other markup", "with French spaces", "with what nobody sees"],
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


# The content note


NOTE = "This article describes threats."


def of_note(findings):
    return [(f.code, f.level) for f in findings if f.field == "content_note"]


def test_a_note_of_the_original_alone_blocks(translation, english):
    english.content_note = NOTE
    english.save()

    assert of_note(check(translation(content_note="Cet article décrit des menaces."))) == []
    Article.objects.filter(slug="draft").delete()
    [found] = blocking(check(translation()))
    assert (found.code, found.field) == ("content_note", "content_note")
    assert "“Rope”" in found.message
    assert found.code in CHECKS


def test_a_note_of_the_translation_alone_blocks_the_original(draft, make_article):
    article = draft(TEXT)
    make_article("corde", status="draft", language="fr", translation_of=article, content_note=NOTE)

    assert of_note(check(Article.objects.get(slug="draft"))) == [("content_note", "block")]


def test_it_is_published_without_the_note_for_a_reason(desk, translation, english):
    english.content_note = NOTE
    english.save()
    article = translation(photo=None)
    without_reason = posted(desk, article, status="published", override_reason="")
    assert list(errors(without_reason)) == ["content_note"]

    assert posted(desk, article, status="published").status_code == 302
    audit = AuditEvent.objects.get(action="override")
    assert audit.details["codes"] == ["content_note"]
    assert audit.reason == SAID["override_reason"]


def test_a_note_of_one_public_version_alone_warns_at_both(make_article, english):
    french = make_article("corde", language="fr", translation_of=english, content_note=NOTE)

    for article in Article.objects.filter(pk__in=[english.pk, french.pk]):
        assert of_note(check(article)) == [("note_of_one", "warn")]


def test_a_note_is_asked_of_no_version_that_readers_do_not_see(make_article, english):
    make_article("corde", status="draft", language="fr", translation_of=english)
    english.content_note = NOTE

    assert of_note(check(english)) == []


def test_the_note_of_the_original_warns_until_it_is_translated(translation, english):
    english.content_note = NOTE
    english.save()
    article = translation(content_note="This  article describes threats")
    assert of_note(warnings(check(article))) == [("note_untranslated", "warn")]

    article.content_note = "Cet article décrit des menaces."
    assert of_note(check(article)) == []
