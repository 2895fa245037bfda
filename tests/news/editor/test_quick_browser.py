"""No key of a quick writer is lost: what comes next may come at once."""

import pytest

from tests.browser import editor, follow
from tests.news.editor.hands import at_end, dialog, text

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

# All within one task of the browser, so that nothing can come in between.
CHOOSE_AND_PRESS = """({selector, key}) => {
  const words = document.querySelector(selector)
  getSelection().selectAllChildren(words)
  const options = {bubbles: true, cancelable: true, ctrlKey: true, key, keyCode: 75}
  words.closest(".ProseMirror").dispatchEvent(new KeyboardEvent("keydown", options))
}"""
CHOOSE_AND_CLICK = """({selector, label}) => {
  getSelection().selectAllChildren(document.querySelector(selector))
  const button = document.querySelector(`.prose-menubar [aria-label="${label}"]`)
  button.dispatchEvent(new MouseEvent("mousedown", {bubbles: true, cancelable: true}))
  button.focus()
  button.click()
}"""
PRESS_ESCAPE = """() => {
  const options = {bubbles: true, cancelable: true, key: "Escape"}
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", options))
  return document.activeElement.getAttribute("role")
}"""
# Promises are kept before the next key or click is taken, unlike events that are waiting.
SEND_THE_DIALOG = """async () => {
  document.querySelector("dialog[open] form").requestSubmit()
  for (let turn = 0; turn < 50; turn++) await null
  return [document.getElementById("id_body").value, document.activeElement.getAttribute("role")]
}"""


@pytest.mark.audit
def test_leaving_the_tools_leads_into_the_text_at_once(edit):
    page = edit()
    at_end(page, ".ProseMirror p >> nth=0")
    page.keyboard.press("Alt+F10")

    assert page.evaluate(PRESS_ESCAPE) == "textbox"
    page.keyboard.type(" a")
    assert text(page) == "<p>One. a</p><p>Two.</p>"


@pytest.mark.audit
def test_a_shortcut_is_for_the_words_just_chosen(edit):
    page = edit()
    at_end(page, ".ProseMirror p >> nth=0")
    page.evaluate(CHOOSE_AND_PRESS, {"selector": ".ProseMirror p + p", "key": "k"})

    assert dialog(page).get_by_label("Words to click").count() == 0
    dialog(page).get_by_label("Web address").fill("/news/")
    page.keyboard.press("Enter")
    assert text(page) == '<p>One.</p><p><a href="/news/">Two.</a></p>'


@pytest.mark.audit
def test_a_tool_is_for_the_words_just_chosen(edit):
    page = edit()
    at_end(page, ".ProseMirror p >> nth=0")
    page.evaluate(CHOOSE_AND_CLICK, {"selector": ".ProseMirror p + p", "label": "Bold"})

    assert text(page) == "<p>One.</p><p><strong>Two.</strong></p>"


def test_what_a_dialog_brings_is_there_before_the_next_key(edit):
    page = edit()
    at_end(page, ".ProseMirror p >> nth=0")
    page.keyboard.press("Control+k")
    dialog(page).get_by_label("Web address").fill("/news/")
    dialog(page).get_by_label("Words to click").fill("More")
    body, role = page.evaluate(SEND_THE_DIALOG)

    assert body == '<p>One.<a href="/news/">More</a></p><p>Two.</p>'
    assert role == "textbox"
    page.keyboard.type("!")
    follow(page, "[name=_continue]")
    assert text(page).startswith('<p>One.<a href="/news/" rel="noopener noreferrer">More</a>!</p>')


@pytest.mark.audit
def test_a_dialog_that_is_left_leads_back_into_the_text_at_once(edit):
    page = edit()
    at_end(page, ".ProseMirror p >> nth=0")
    for leave in [
        lambda: page.keyboard.press("Escape"),
        lambda: dialog(page).get_by_role("button", name="Cancel").click(),
    ]:
        page.keyboard.press("Control+k")
        leave()
        page.keyboard.type("!")
    assert text(page) == "<p>One.!!</p><p>Two.</p>"


def test_what_is_typed_before_the_editor_is_there_goes_on_in_it(edit, context):
    page = edit("<p></p>")
    held = []
    context.route("**/admin_desk/editor-words*.js", lambda route: held.append(route))
    page.reload()
    page.focus("#id_body")
    page.keyboard.press("Control+End")
    page.keyboard.type("Boats")
    for route in held:
        route.continue_()
    editor(page)
    page.keyboard.type(" sail.")

    assert text(page) == "<p>Boats sail.</p>"
