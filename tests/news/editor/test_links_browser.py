"""Links in plain words."""

import pytest

from tests.news.editor.hands import at_end, dialog, error, text, tool

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]


def test_makes_a_web_address_of_what_people_type(edit):
    page = edit()
    typed = {
        "www.example.org": "https://www.example.org",
        " example.org/page?a=1#b ": "https://example.org/page?a=1#b",
        "example.org:8000/x": "https://example.org:8000/x",
        "münchen.example": "https://münchen.example",
        "http://example.org": "http://example.org",
        "HTTPS://example.org/": "HTTPS://example.org/",
        "//example.org/x": "https://example.org/x",
        "/news/": "/news/",
        "#notes": "#notes",
        "pr@example.org": "mailto:pr@example.org",
        "mailto:pr@example.org": "mailto:pr@example.org",
        "tel:+15196795030;ext=229": "tel:+15196795030;ext=229",
        "javascript:alert(1)": None,
        " java\tscript:alert(1)": None,
        "JavaScript://example.org/%0aalert(1)": None,
        "data:text/html,x": None,
        "vbscript:x": None,
        "file:///etc/passwd": None,
        "ftp://example.org": None,
        "page.html": None,
        "hello": None,
        "two words.org": None,
        "https://": None,
        'https://example.org/"><b>': None,
        "a@b": None,
        "": None,
    }
    found = page.evaluate(
        """async (typed) => {
          const {webAddress} = await import("/static/admin_desk/editor-words.js")
          return typed.map((text) => webAddress(text))
        }""",
        list(typed),
    )
    assert dict(zip(typed, found, strict=True)) == typed


def test_a_link_is_added_changed_and_removed_in_plain_words(edit, complaints):
    page = edit("<p>Read more here.</p>")
    page.locator(".ProseMirror p").dblclick(position={"x": 15, "y": 12})
    page.keyboard.press("Control+k")
    address = dialog(page).get_by_label("Web address")
    assert address.evaluate("e => e === document.activeElement")
    address.fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    assert "not an address on the web" in error(page, "Web address")
    address.fill("www.example.org/page")
    page.keyboard.press("Tab")
    assert address.input_value() == "https://www.example.org/page"
    dialog(page).get_by_role("button", name="Add link").click()
    linked = '<p><a href="https://www.example.org/page">Read</a> more here.</p>'
    assert text(page) == linked
    page.keyboard.press("ArrowRight")
    page.keyboard.type("!")
    assert text(page) == linked.replace("</a>", "</a>!")

    # Without a selection the link brings its own words.
    at_end(page, ".ProseMirror p")
    page.keyboard.press("Control+k")
    dialog(page).get_by_label("Web address").fill("pr@example.org")
    dialog(page).get_by_label("Words to click").fill("Write to us")
    page.keyboard.press("Enter")
    page.keyboard.type(" now")
    assert text(page).endswith('<a href="mailto:pr@example.org">Write to us</a> now</p>')

    page.click(".ProseMirror a >> nth=0")
    tool(page, "Link").click()
    assert dialog(page).get_by_role("heading", name="Change the link").is_visible()
    dialog(page).get_by_label("Web address").fill("/news/")
    page.keyboard.press("Enter")
    assert '<a href="/news/">Read</a>!' in text(page)
    tool(page, "Remove the link").click()
    assert text(page).startswith("<p>Read! more")
    assert complaints == []
