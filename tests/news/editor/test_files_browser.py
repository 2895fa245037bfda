"""Files that are dropped on a text or pasted into it, and pasted words."""

import re

import pytest

from ijmsite.photos.models import FILE_NAME, Photo
from tests.news.editor.hands import at_end, dialog, error, figure, hand_over, jpeg, text, tool

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]


def test_adds_a_photo_that_is_dropped_as_a_file(edit, complaints, violations):
    page = edit("<p>" + "One long paragraph. " * 40 + "End.</p><p>Two.</p>")
    before = text(page)
    file = ("IMG_1234.jpg", "image/jpeg", jpeg())
    prevented = not hand_over(page, "drop", ".ProseMirror p >> nth=0", file, y=0.3)
    assert prevented
    page.wait_for_selector("canvas.desk-dialog__picture:visible")
    alt = dialog(page).get_by_label("What the photo tells in this story")
    credit = dialog(page).get_by_label("Who made the photo")
    alt.fill("IMG_1234.jpg")
    dialog(page).get_by_role("button", name="Add to the library").click()
    assert "name of a file" in error(page, "What the photo tells in this story")
    assert "who made the photo" in error(page, "Who made the photo")
    assert not Photo.objects.exists()
    alt.fill("A blue harbor.")
    credit.fill("Ada Roy")
    dialog(page).get_by_role("button", name="Add to the library").click()
    page.wait_for_selector(".photo-figure img:visible")

    photo = Photo.objects.get()
    assert (photo.alt, photo.credit) == ("A blue harbor.", "Ada Roy")
    # Before the paragraph whose upper half it was dropped on: no paragraph was cut in two.
    assert text(page) == figure(photo, 'data-alt="A blue harbor."') + before
    page.keyboard.press("Control+z")
    assert text(page) == before
    assert (violations, complaints) == ([], [])


@pytest.mark.audit
def test_says_beside_the_picture_why_a_file_cannot_be_used(edit):
    page = edit()
    hand_over(page, "drop", ".ProseMirror p >> nth=1", ("a.svg", "image/svg+xml", b"<svg/>"), y=0.9)
    assert "JPEG, PNG or WebP" in error(page, "Picture")
    name = {"name": "a.jpg", "mimeType": "image/jpeg"}
    dialog(page).get_by_label("Picture").set_input_files(name | {"buffer": b"no picture"})
    assert error(page, "Picture") == ""
    dialog(page).get_by_label("What the photo tells in this story").fill("A harbor.")
    dialog(page).get_by_label("Who made the photo").fill("Ada Roy")
    dialog(page).get_by_role("button", name="Add to the library").click()
    page.wait_for_selector(".desk-dialog [aria-invalid=true]")
    assert "not a picture" in error(page, "Picture")
    # What was typed is still there, and another picture will do.
    dialog(page).get_by_label("Picture").set_input_files(name | {"buffer": jpeg()})
    dialog(page).get_by_label("It is decorative").check()
    dialog(page).get_by_role("button", name="Add to the library").click()
    page.wait_for_selector(".photo-figure img:visible")
    photo = Photo.objects.get()
    assert text(page) == "<p>One.</p><p>Two.</p>" + figure(photo, 'data-decorative="true"')


NAMES = [
    *("harbour.jpg", "a b/c.webp", "a\\b c.PNG", "two words.jpg", "IMG_1234", "img 12-3_4"),
    *("DSCN0042", "P1020304", "pxl_20240101_1", "photo 1 of us", "screenshot 2", "IMG"),
    *("Photo: a boat.", "A boat.", "boat.jpg shown", "heic", ".jpg", "x.tiff", "x.bmpx"),
    *("image-7", "Picture7", "a\n.gif"),
]


@pytest.mark.audit
def test_editor_and_library_refuse_the_same_names(edit):
    found = edit().evaluate(
        """async (names) => {
          const {isFileName} = await import("desk/photo-dialogs")
          return names.filter(isFileName)
        }""",
        NAMES,
    )
    assert found == [name for name in NAMES if FILE_NAME.fullmatch(name)]
    assert 5 < len(found) < len(NAMES) - 5


@pytest.mark.audit
def test_pasting_keeps_words_and_their_sense(edit, violations, complaints):
    page = edit("<p></p>")
    html = (
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p style="line-height:1.38">'
        '<span style="font-weight:700;color:#000">Bold</span> '
        '<span style="font-style: italic">slanted</span> '
        '<span style="font-weight:400">plain</span></p></b>'
        '<p class="MsoNormal" style="margin:0">See <a href="www.example.org" style="x:y">us</a>, '
        '<a href="javascript:alert(1)">not</a> this.<img src="https://evil.example/x.gif"></p>'
    )
    at_end(page, ".ProseMirror p")
    # Word sends a drawing of the words along with them.
    hand_over(page, "paste", ".ProseMirror", ("image.png", "image/png", jpeg()), html=html)
    assert dialog(page).count() == 0
    assert re.sub(r"<p></p>$", "", text(page)) == (
        "<p><strong>Bold</strong> <em>slanted</em> plain</p>"
        '<p>See <a href="https://www.example.org">us</a>, not this.</p>'
    )
    # A picture alone is a photo to add.
    hand_over(
        page,
        "paste",
        ".ProseMirror",
        ("image.png", "image/png", jpeg()),
        html='<meta charset="utf-8"><img src="https://a.example/x.png">',
    )
    dialog(page).get_by_role("heading", name="Add a new photo").wait_for()
    assert (violations, complaints) == ([], [])


def test_a_session_that_ended_loses_no_word(edit, context):
    page = edit()
    at_end(page, ".ProseMirror p >> nth=1")
    page.keyboard.type(" Do not lose this.")
    context.clear_cookies(name="sessionid")
    tool(page, "Photo").click()
    dialog(page).get_by_text("You are signed out").wait_for()
    page.keyboard.press("Escape")
    hand_over(page, "drop", ".ProseMirror p >> nth=0", ("a.jpg", "image/jpeg", jpeg()))
    dialog(page).get_by_label("What the photo tells in this story").fill("A harbor.")
    dialog(page).get_by_label("Who made the photo").fill("Ada Roy")
    page.keyboard.press("Enter")
    dialog(page).get_by_role("alert").get_by_text("signed out").wait_for()
    assert dialog(page).get_by_label("Who made the photo").input_value() == "Ada Roy"
    assert text(page).endswith("Two. Do not lose this.</p>")
