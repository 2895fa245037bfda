"""Leaving a page at once: by the link or three presses of Shift, and out of the history."""

import pytest
from model_bakery import baker

from ijmsite.pages.models import HelpLine
from tests.browser import until

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]
LEAVE = "Leave this page"


@pytest.fixture
def open_article(new_context, live_server, make_article, settings):
    # Another page of ours stands for the weather.
    settings.QUICK_EXIT_URL = f"{live_server.url}/privacy/"
    baker.make(HelpLine, country="Canada", name="Line", phone="1343")
    make_article(content_note="It describes violence.", body="<p>Long text.</p>" * 60)

    def open_one(path="/news/all-hands/", **options):
        page = new_context(**options).new_page()
        page.goto(f"{live_server.url}/accessibility/")
        page.goto(live_server.url + path)
        # However long this machine takes: a second passes when a test says so.
        page.clock.install(time=0)
        page.clock.pause_at(1)
        return page

    return open_one


def is_gone(page):
    """Whether the page was left for good: going back leads past the article."""
    until(page, lambda: page.url.split("/")[-2], "privacy")
    page.go_back()
    return page.url.endswith("/accessibility/")


@pytest.mark.parametrize(
    "path", ["/news/all-hands/", "/news/all-hands/text/", "/fr/news/all-hands/"]
)
def test_the_link_replaces_the_article_in_the_history(open_article, path):
    page = open_article(path)
    page.locator(".exit__link").click()

    assert is_gone(page)


def test_three_presses_of_shift_do_the_same(open_article):
    page = open_article()
    for _ in range(3):
        page.keyboard.press("Shift")

    assert is_gone(page)


def test_each_press_is_told(open_article):
    page = open_article()
    hint = page.locator(".exit [role=status]")
    said = [hint.text_content()]
    for _ in range(2):
        page.keyboard.press("Shift")
        said.append(hint.text_content())

    assert said == [
        "Or press Shift three times.",
        "Shift: two more times to leave.",
        "Shift: once more to leave.",
    ]


def test_the_other_shift_key_counts_as_well(open_article):
    page = open_article()
    for key in ["ShiftLeft", "ShiftRight", "ShiftLeft"]:
        page.keyboard.press(key)

    assert is_gone(page)


def test_presses_that_take_longer_than_a_second_are_forgotten(open_article):
    page = open_article()
    page.keyboard.press("Shift")
    page.clock.run_for(600)
    page.keyboard.press("Shift")
    page.clock.run_for(500)

    assert page.locator(".exit [role=status]").text_content() == "Or press Shift three times."
    page.keyboard.press("Shift")
    assert page.url.endswith("/news/all-hands/")


@pytest.mark.parametrize("field", ["[name=outlet]", "[name=message]", "[name=topic]"])
def test_presses_within_a_field_do_not_count(open_article, field):
    page = open_article()
    page.locator(field).focus()
    for _ in range(3):
        page.keyboard.press("Shift")

    assert page.locator(".exit [role=status]").text_content() == "Or press Shift three times."
    assert page.url.endswith("/news/all-hands/")


def test_capital_letters_do_not_leave(open_article):
    page = open_article()
    field = page.locator("[name=outlet]")
    field.focus()
    for _ in range(4):
        page.keyboard.press("Shift+A")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")

    assert field.input_value() == "AAAA"
    assert page.url.endswith("/news/all-hands/")


def test_the_page_is_blank_before_the_other_one_comes(open_article):
    page = open_article()
    # In one go, before the browser may show anything else.
    seen = page.evaluate(
        """() => {
          document.querySelector(".exit__link").click();
          return [document.title, document.body.innerText];
        }"""
    )

    assert seen == ["Loading…", "Loading…"]


def test_works_as_a_link_without_scripts_and_says_nothing_of_keys(open_article):
    page = open_article(java_script_enabled=False)
    link = page.locator(".exit__link")

    assert link.get_attribute("rel") == "noreferrer nofollow"
    assert "Shift" not in page.locator(".exit").inner_text()
    link.click()
    page.wait_for_url("**/privacy/")


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_stays_in_sight_and_covers_no_focus(open_article, width):
    page = open_article(viewport={"width": width, "height": 640})
    bar = page.locator(".exit")
    page.mouse.wheel(0, 3000)
    until(page, lambda: page.evaluate("scrollY > 500"))

    assert bar.locator("a").is_visible()
    box = bar.bounding_box()
    assert 0 <= box["y"] < 1
    assert box["height"] < 80
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Backwards, where what comes into view comes from above.
    covered = []
    page.locator(".footer a").last.focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        covered.append(
            page.evaluate(
                """() => {
                  const e = document.activeElement, bar = document.querySelector(".exit");
                  if (e === document.body || bar.contains(e) || e.matches(".skip")) return "";
                  const low = bar.getBoundingClientRect().bottom;
                  return e.getBoundingClientRect().top < low - 1 ? e.outerHTML : "";
                }"""
            )
        )
    assert not any(covered)


def test_print_holds_every_help_line(open_article):
    baker.make(HelpLine, country="Romania", name="Line", phone="0800", order=2)
    page = open_article()
    other = page.locator(".content-note details .help-line")
    assert not other.is_visible()
    page.emulate_media(media="print")

    assert other.is_visible()


def test_the_content_note_stands_above_the_picture_on_a_phone(open_article):
    page = open_article(viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True)
    note = page.locator(".content-note p").first.bounding_box()

    assert note["y"] + note["height"] < 640
