"""Sharing an article with what the device offers, and its printed form."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARE = """
window.shared = [];
navigator.share = (what) => { window.shared.push(what); return Promise.resolve(); };
"""


@pytest.fixture
def open_article(new_context, live_server, make_article, settings):
    settings.SITE_URL = "https://news.example"
    make_article()

    def open_one(script="delete Navigator.prototype.share", permissions=(), **options):
        context = new_context(permissions=list(permissions), **options)
        context.add_init_script(script)
        page = context.new_page()
        page.goto(f"{live_server.url}/news/all-hands/")
        return page

    return open_one


def test_the_device_is_given_the_headline_and_the_address(open_article):
    page = open_article(SHARE)
    page.get_by_role("button", name="Share…").click()

    assert page.evaluate("shared") == [
        {"title": "Headline of all-hands", "url": "https://news.example/news/all-hands/"}
    ]


def test_a_device_that_cannot_share_shows_no_button_for_it(open_article):
    page = open_article()

    assert page.get_by_role("button", name="Copy link").is_visible()
    assert not page.get_by_text("Share…").is_visible()


def test_the_link_is_copied_and_this_is_said(open_article):
    page = open_article(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.locator(".share [role=status]", has_text="The link is copied.").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://news.example/news/all-hands/"


def test_where_the_clipboard_is_closed_the_address_is_shown(open_article):
    page = open_article("document.execCommand = () => false")
    page.get_by_role("button", name="Copy link").click()
    status = page.locator(".share [role=status]")

    assert "https://news.example/news/all-hands/" in status.text_content()


def test_without_scripts_there_are_no_buttons(open_article):
    page = open_article(java_script_enabled=False)

    assert not page.get_by_text("Copy link").is_visible()


PRINTED = ["h1", ".article__dates", ".prose", ".takedown", ".contact"]


def test_print_holds_the_article_and_its_address_and_no_tools(open_article):
    page = open_article()
    address = page.locator(".article__address")
    assert not address.is_visible()
    page.emulate_media(media="print")

    for shown in [address, *map(page.locator, PRINTED)]:
        assert shown.first.is_visible()
    assert address.text_content() == "https://news.example/news/all-hands/"
    tools = [
        ".nav",
        ".share li a",
        ".share__lift",
        ".share h2",
        ".share button",
        "form",
        ".skip",
        ".masthead__give",
    ]
    for hidden in tools:
        assert not any(each.is_visible() for each in page.locator(hidden).all())
