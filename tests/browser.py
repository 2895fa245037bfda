"""What tests in a browser wait for: nothing is looked at before it can be there."""

import time


def until(page, look, expected=True, within=30):
    """Wait until `look()` returns `expected`; a failure shows what it returned last."""
    deadline = time.monotonic() + within
    while (found := look()) != expected and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    assert found == expected


def editor(page):
    """Return the text editor once it has its tools, and whoever presses its label comes to it."""
    page.wait_for_selector(".prose-menubar [tabindex='0']")
    return page.locator(".ProseMirror")


def follow(page, selector):
    """Press what leads to another page, and wait until that has come."""
    with page.expect_navigation():
        page.click(selector)


def choose(page, row, title, words=None):
    """Choose from one of the admin's search boxes."""
    page.click(f"{row} .select2-selection")
    page.locator(".select2-container--open .select2-search__field").last.fill(words or title)
    page.locator(".select2-results__option", has_text=title).first.click()


def width_of(picture):
    """Return how wide a picture is, once it has come."""
    picture.scroll_into_view_if_needed()
    return picture.evaluate("async (e) => (await e.decode(), e.naturalWidth)")
