"""The tools by keyboard, on every screen, and what they must not lose."""

import json
import re
from importlib.resources import files

import pytest

from tests.news.editor.hands import at_end, dialog, figure, save, text, tool

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_the_tools_are_one_stop_of_the_tab_key(edit):
    page = edit()
    toolbar = page.get_by_role("toolbar", name="Formatting")
    assert toolbar.get_attribute("aria-controls") == page.locator(".ProseMirror").get_attribute(
        "id"
    )
    keyboard = page.keyboard
    at_end(page, ".ProseMirror p >> nth=0")
    keyboard.press("Shift+Tab")
    assert focused(page) == "Heading"
    keyboard.press("ArrowRight")
    assert focused(page) == "Smaller heading"
    keyboard.press("End")
    assert focused(page) == "Redo"
    keyboard.press("ArrowRight")
    assert focused(page) == "Heading"
    keyboard.press("ArrowLeft")
    keyboard.press("Home")
    for _ in range(4):
        keyboard.press("ArrowRight")
    assert focused(page) == "Bold"
    # What is not shown is passed over: the tools of a table, and the end of a link.
    seen = []
    for _ in range(14):
        keyboard.press("ArrowRight")
        seen.append(focused(page))
    assert "Table" in seen
    assert not {"Remove the link", "Add a row"} & set(seen)
    assert page.locator(".prose-menubar [tabindex='0']").count() == 1
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    keyboard.press("Shift+Tab")
    assert focused(page) == seen[-1]
    keyboard.press("Escape")
    keyboard.type(" a")
    keyboard.press("Alt+F10")
    assert focused(page) == seen[-1]
    keyboard.press("Home")
    keyboard.press("Enter")
    keyboard.type("b")
    assert text(page) == "<h2>One. ab</h2><p>Two.</p>"
    assert tool(page, "Heading").get_attribute("aria-pressed") == "true"


def test_saving_an_imported_text_loses_nothing(edit, make_photo):
    """What the sanitizer allows goes through the editor and back."""
    photo = make_photo()
    body = (
        "<h2>Two</h2><h3>Three</h3><h4>Four</h4>"
        "<p><strong>a</strong> <em>b</em> <b>c</b> <i>d</i> H<sub>2</sub>O m<sup>2</sup><br>e</p>"
        "<ul><li>f<ul><li>g</li></ul></li></ul><ol><li><p>h</p></li></ol>"
        "<blockquote><p>i</p><p><cite>j</cite></p></blockquote><hr>"
        '<p><a href="https://a.example/x" title="k" rel="noopener noreferrer">l</a>'
        '<a href="mailto:a@b.example" rel="noopener noreferrer">m</a>'
        '<a href="tel:+15195550100" rel="noopener noreferrer">n</a></p>'
        + figure(photo, 'data-alt="A &quot;boat&quot;."', "o <strong>p</strong><br><cite>q</cite>")
        + figure(photo, 'data-decorative="true" data-video="https://a.example/?a=1&amp;b=2"')
        + "<table><caption>r</caption><thead><tr><th>s</th><th>t</th></tr></thead>"
        '<tbody><tr><td>u</td><td rowspan="2">v</td></tr><tr><td>w</td></tr>'
        '<tr><td colspan="2">x</td></tr></tbody></table><p>z</p>'
    )
    page = edit(body)
    at_end(page, ".ProseMirror > p >> nth=-1")
    page.keyboard.type("!")
    saved = save(page).body

    expected = body.replace("<p>z</p>", "<p>z!</p>")
    # The editor says bold, slanted and header row in its own way, and a cell holds a paragraph.
    for old, new in {"b": "strong", "i": "em"}.items():
        expected = expected.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    expected = re.sub("</?(thead|tbody)>", "", expected)
    assert re.sub("</?(p|thead|tbody)>", "", saved) == re.sub("</?p>", "", expected)
    # A second time nothing changes at all.
    page.reload()
    at_end(page, ".ProseMirror > p >> nth=-1")
    page.keyboard.press("Backspace")
    assert save(page).body == saved.replace("z!", "z")


@pytest.mark.audit
def test_a_table_is_made_and_changed(edit):
    page = edit("<p></p>")
    page.click(".ProseMirror p")
    tool(page, "Table").click()
    page.keyboard.type("Boat")
    assert tool(page, "Table").is_hidden()
    tool(page, "Add a row").click()
    tool(page, "Remove this column").click()
    assert text(page).count("<tr>") == 4
    assert text(page).count("<th>") == 2
    tool(page, "Remove the table").click()
    assert "<table" not in text(page)


@pytest.mark.audit
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor(edit, context, make_photo, scheme):
    photo = make_photo()
    page = edit(
        "<h2>One</h2><p>Two <a href='/x'>three</a> <cite>four</cite></p>"
        f"{figure(photo)}{figure(photo, '')}<table><tr><th>a</th></tr><tr><td>b</td></tr></table>"
        "<blockquote><p>c</p></blockquote>"
    )
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_selector(".photo-figure img:visible >> nth=1")
    page.evaluate(AXE)
    # What changes in the dark are the colors.
    rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    found = {}

    def look(name, where):
        result = page.evaluate("([where, rules]) => axe.run(where, rules)", [where, rules])
        assert result["passes"], "axe looked at it"
        found[name] = [
            (v["id"], [n["html"][:120] for n in v["nodes"]]) for v in result["violations"]
        ]

    look("text", ".field-body")
    page.click(".ProseMirror td")
    tool(page, "Add a row").wait_for()
    look("table", ".field-body")
    page.keyboard.press("Control+k")
    page.keyboard.press("Enter")
    look("link", "dialog[open]")
    page.keyboard.press("Escape")
    tool(page, "Photo").click()
    page.wait_for_selector(".photo-picker__photo")
    look("library", "dialog[open]")
    dialog(page).get_by_role("button", name="Add a new photo").click()
    dialog(page).get_by_role("button", name="Add to the library").click()
    look("upload", "dialog[open]")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Describe this photo").first.click()
    dialog(page).wait_for()
    look("description", "dialog[open]")
    dialog(page).get_by_label("It is decorative").check()
    look("decorative", "dialog[open]")
    assert len(found) == 7
    assert json.dumps({name: what for name, what in found.items() if what}) == "{}"


@pytest.mark.audit
@pytest.mark.parametrize("width", [360, 768])
def test_the_editor_and_its_dialogs_fit_a_narrow_screen(edit, make_photo, width):
    page = edit(figure(make_photo(), "", "A_very_long_word_" * 20))
    page.set_viewport_size({"width": width, "height": 700})
    page.wait_for_selector(".photo-figure img:visible")

    def overflow(selector):
        return page.locator(selector).evaluate_all(
            "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"
        )

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert overflow(".prose-editor, .ProseMirror, .photo-figure") == []
    for button in page.locator(".prose-menubar button:visible, .photo-figure button").all():
        box = button.bounding_box()
        assert 0 <= box["x"] <= width - box["width"]
        assert min(box["width"], box["height"]) >= 24
    tool(page, "Photo").click()
    page.wait_for_selector(".photo-picker__photo")
    assert overflow("dialog[open], dialog[open] *") == []
    box = dialog(page).bounding_box()
    assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
