"""The pages of an article in a real browser, under the real policy."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => violations.push(e.effectiveDirective));
"""


@pytest.fixture
def open_page(new_context, live_server, make_article):
    make_article(body="<p>One <b>two</b>.</p><h2>Three</h2><ul><li>four</li><li>five</li></ul>")

    def open_one(path, permissions=(), **options):
        context = new_context(permissions=list(permissions), **options)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    return open_one


def test_the_policy_lets_the_data_for_machines_stand(open_page):
    page = open_page("/news/all-hands/")

    assert page.evaluate("violations") == []
    block = page.locator('script[type="application/ld+json"]').text_content()
    assert page.evaluate("text => JSON.parse(text).headline", block) == "Headline of all-hands"


def test_a_button_copies_the_text(open_page):
    page = open_page("/news/all-hands/text/", ["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_text("Copied. It is ready to be pasted.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")

    assert copied.startswith("Headline of all-hands\n\nStandfirst of all-hands.\n\n")
    assert "\n\nOne two.\n\nThree\n\n• four\n• five\n\nAbout IJM Canada\n\n" in copied
    assert copied.endswith("/news/all-hands/\n")
    assert page.evaluate("violations") == []


def test_a_clipboard_that_never_answers_is_not_waited_for(open_page):
    page = open_page("/news/all-hands/text/")
    page.evaluate("() => { navigator.clipboard.writeText = () => new Promise(() => {}) }")
    page.get_by_role("button", name="Copy the text").click()

    page.get_by_text("Copied. It is ready to be pasted.").wait_for(timeout=5000)


def test_where_the_clipboard_is_closed_the_text_is_selected(open_page):
    page = open_page("/news/all-hands/text/")
    page.evaluate("() => { document.execCommand = () => false }")
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_text("The text is selected.").wait_for()

    assert "Standfirst of all-hands." in page.evaluate("getSelection().toString()")


def test_without_scripts_there_is_no_button_and_the_whole_text(open_page):
    page = open_page("/news/all-hands/text/", java_script_enabled=False)

    assert not page.get_by_text("Copy the text").is_visible()
    assert page.get_by_text("• four").is_visible()


def test_the_search_works_without_scripts(open_page):
    page = open_page("/news/", java_script_enabled=False)
    page.get_by_label("Words in the text").fill("four")
    page.get_by_role("button", name="Search").click()

    page.get_by_text("1 article with “four”").wait_for()
    assert page.get_by_role("link", name="Headline of all-hands").is_visible()
