"""An edit of what readers have seen is minor, or it is a correction that they are told about."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ijmsite.staff.models import AuditEvent
from news.corrections import wording
from news.models import Article, Correction

from .desk import ADD, change_url, errors, posted
from .desk import figure as figure_of

pytestmark = pytest.mark.django_db

NOTE = "An earlier version said 40 boats. It is four."
QUESTION = "What kind of edit is this?"
NOTHING = {"edit_kind": "", "override_reason": ""}


def edit(client, article, **fields):
    return posted(client, article, **{**NOTHING, **fields})


# When it is asked


def test_new_words_want_an_answer(desk, make_article):
    response = edit(desk, make_article(), headline="New", byline="Ada Roy")

    assert list(errors(response)) == ["edit_kind"]
    assert "what kind of edit this is" in errors(response)["edit_kind"][0]
    assert Article.objects.get().headline != "New"


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "New"},
        {"standfirst": "New"},
        {"body": "<p>New</p>"},
        {"dateline": "Ottawa"},
        {"byline": "Ada Roy"},
        {"photo_alt": "Four boats."},
        {"photo_is_decorative": True},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_knows_what_readers_read(fields):
    old = {"headline": "Old", "photo_alt": "Boats.", "photo_id": uuid.UUID(int=1)}
    assert wording(Article(**old)) != wording(Article(**(old | fields)))
    assert wording(Article(**old)) == wording(Article(**old, slug="new", status="published"))


def test_other_words_for_a_picture_in_the_text_want_an_answer(desk, make_article, bare_photo):
    photo = bare_photo()
    new = figure_of(photo, 'data-alt="Four boats."')
    assert "edit_kind" in errors(edit(desk, make_article(body=figure_of(photo)), body=new))


@pytest.mark.parametrize(
    "fields",
    [{}, {"body": "<p>Body of \n all-hands.</p>\n"}, {"approvals_required": "0"}],
    ids=["nothing", "layout of the markup", "settings"],
)
def test_what_readers_do_not_read_wants_none(desk, make_article, fields):
    assert edit(desk, make_article(), **fields).status_code == 302
    assert Article.objects.get().revised_at is None


def test_the_question_stands_on_the_page_of_what_readers_saw(desk, make_article):
    public = make_article("public")
    others = [
        make_article("draft", status="draft", publish_at=None),
        make_article("later", publish_at=timezone.now() + timedelta(days=1)),
    ]
    assert QUESTION in desk.get(change_url(public)).text
    assert QUESTION in desk.get(change_url(make_article("gone", status="withdrawn"))).text
    assert QUESTION not in desk.get(ADD).text
    for article in others:
        assert QUESTION not in desk.get(change_url(article)).text


def test_it_went_live_while_somebody_was_writing(desk, make_article, time_machine):
    """The page was opened before; the question comes with the answer."""
    article = make_article(publish_at=timezone.now() + timedelta(minutes=5))

    def goes_live():
        time_machine.move_to(timezone.now() + timedelta(minutes=6))

    response = edit(desk, article, headline="New", meanwhile=goes_live)

    assert list(errors(response)) == ["edit_kind"]
    assert QUESTION in response.text


def test_first_publication_is_no_correction(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    edit(desk, article, status="published", headline="New", correction_note="")

    assert Article.objects.get().is_published
    assert Article.objects.get().revised_at is None


def test_taking_down_wants_no_answer(desk, make_article):
    assert edit(desk, make_article(), headline="New", status="withdrawn").status_code == 302


def test_what_comes_back_with_other_words_wants_an_answer(desk, make_article):
    gone = make_article(status="withdrawn")
    assert "edit_kind" in errors(edit(desk, gone, headline="New", status="published"))


# Minor


def test_a_minor_edit_is_not_told(desk, make_article):
    assert edit(desk, make_article(), headline="New", edit_kind="minor").status_code == 302

    article = Article.objects.get()
    assert (article.headline, article.revised_at) == ("New", None)
    assert not Correction.objects.exists()
    assert not AuditEvent.objects.filter(action="correct").exists()


def test_a_minor_edit_keeps_the_time_of_the_last_correction(desk, make_article):
    made = timezone.now() - timedelta(minutes=30)
    edit(desk, make_article(revised_at=made), headline="New", edit_kind="minor")
    assert Article.objects.get().revised_at == made


# Correction


def correct(client, article, **fields):
    return edit(client, article, edit_kind="correction", **fields)


@time_machine.travel("2026-03-03T15:00:00Z", tick=False)
def test_a_correction_is_told_and_kept(desk, make_article):
    correct(desk, make_article(), body="<p>Four boats.</p>", correction_note=NOTE)

    article, made = Article.objects.get(), Correction.objects.get()
    assert (made.article, made.note, made.made_by.email) == (article, NOTE, "pr@newsroom.example")
    assert made.made_at == article.revised_at == timezone.now()
    assert AuditEvent.objects.get(action="correct").reason == NOTE
    assert NOTE in desk.get(article.get_absolute_url()).text


@time_machine.travel("2026-03-03T15:00:00Z", tick=False)
def test_the_desk_lists_the_corrections(desk, make_article):
    article = make_article()
    assert "None." in desk.get(change_url(article)).text

    correct(desk, article, headline="New", correction_note="It is <b>four</b>.")
    page = desk.get(change_url(article)).text

    assert "Tue 3 Mar 2026 10:00 EST</time>: It is &lt;b&gt;four&lt;/b&gt;." in page


@pytest.mark.parametrize("note", ["", "   "])
def test_a_correction_says_what_was_wrong(desk, make_article, note):
    response = correct(desk, make_article(), headline="New", correction_note=note)

    assert list(errors(response)) == ["correction_note"]
    assert not Correction.objects.exists()


def test_a_note_has_500_characters(desk, make_article):
    response = correct(desk, make_article(), headline="New", correction_note="x" * 501)
    assert list(errors(response)) == ["correction_note"]


@pytest.mark.parametrize("kind", ["", "minor"])
def test_a_note_is_not_lost_for_want_of_a_tick(desk, make_article, kind):
    response = edit(desk, make_article(), edit_kind=kind, correction_note=NOTE)

    assert list(errors(response)) == ["edit_kind"]
    assert NOTE in response.text


def test_a_correction_may_leave_the_words_alone(desk, make_article):
    """Such as when a picture was the wrong one, or readers should be told of an older edit."""
    correct(desk, make_article(), correction_note=NOTE)
    assert Correction.objects.count() == 1


def test_two_clicks_are_one_correction(desk, make_article):
    article = make_article()

    def first_click():
        correct(desk, article, headline="New", correction_note=NOTE)

    posted(
        desk,
        article,
        headline="New",
        edit_kind="correction",
        correction_note=NOTE,
        meanwhile=first_click,
    )
    assert Correction.objects.count() == 1


def test_a_writer_sees_the_corrections_and_no_question(writer, make_article):
    page = writer.get(change_url(make_article())).text

    assert "orrections so far" in page
    assert 'name="edit_kind"' not in page


def test_a_long_run_of_spaces_does_not_hold_up_the_site():
    article = Article(headline="A", standfirst="B", body="<p>a" + " " * 190_000 + "b</p>")

    # With a pattern that backtracks this took minutes.
    assert wording(article)[-1] == "<p>a b</p>"
