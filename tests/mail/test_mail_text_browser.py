"""The words of a mail in a browser: the preview follows what is typed, and works without script."""

import pytest

from ijmsite.mail.models import MailText
from tests.staff.people import PASSWORD, member
from tests.story.accessibility.test_axe import findings

pytestmark = [pytest.mark.ci, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATH = "/admin/mail/mailtext/fundraisers-welcome-en/change/"


@pytest.fixture
def open_words(live_server, new_context):
    def open_words(**options):
        person = member("Fundraising")
        page = new_context(base_url=live_server.url, **options).new_page()
        page.goto(f"/admin/login/?next={PATH}")
        page.fill("[name=username]", person.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"**{PATH}")
        return page

    return open_words


def shown(page):
    frame = page.frame_locator(".words__stage iframe:not(.is-coming)")
    return frame.frame_locator("iframe").locator("body")


def test_the_preview_follows_what_is_typed_and_leaves_no_step_to_go_back(open_words):
    page = open_words()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    shown(page).get_by_text("Thank you for saying yes").wait_for()
    before = page.evaluate("history.length")

    for words in ("Hello from Harrow Bay", "Hello again"):
        page.fill("#id_text", f"{words}\n\n{{date}} {{guide_link}}")
        shown(page).get_by_role("heading", name=words, level=1).wait_for()

    assert page.evaluate("history.length") == before
    assert shown(page).evaluate("body => getComputedStyle(body).margin") == "0px"  # its styles
    assert page.locator(".words__preview [role=alert]").is_hidden()
    assert problems == []
    assert not MailText.objects.exists()


def test_the_preview_says_while_typing_what_is_wrong(open_words):
    page = open_words()

    page.fill("#id_text", "Hello {nobody}")

    frame = page.frame_locator(".words__stage iframe:not(.is-coming)")
    frame.get_by_text("There is no placeholder {nobody}.").wait_for()


def test_what_cannot_be_previewed_is_said(open_words):
    page = open_words()
    shown(page).get_by_text("Thank you for saying yes").wait_for()

    page.context.clear_cookies()
    page.fill("#id_text", "Hello")

    page.locator(".words__preview [role=alert]").wait_for()
    assert page.input_value("#id_text") == "Hello"


def test_saves_what_stands_there_after_previews(open_words):
    page = open_words()
    page.fill("#id_text", "Hello from Harrow Bay\n\n{date} {guide_link}")
    shown(page).get_by_text("Hello from Harrow Bay").wait_for()

    page.click("[name=_save]")
    page.wait_for_url("**/admin/mail/mailtext/")

    assert MailText.objects.get().text.startswith("Hello from Harrow Bay")


def test_works_without_script(open_words):
    page = open_words(java_script_enabled=False)

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview in a tab").click()

    tab = opened.value
    tab.frame_locator("iframe").get_by_text("Thank you for saying yes").wait_for()
    assert page.locator(".words__preview").is_hidden()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_words, width, scheme):
    page = open_words(viewport={"width": width, "height": 900}, color_scheme=scheme)
    shown(page).get_by_text("Thank you for saying yes").wait_for()

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
