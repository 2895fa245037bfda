"""Hiding the banner, and its end in the reader's browser: nothing moves, nothing is asked of us."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ijmsite.pages.models import Banner
from tests.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

# Looks at every frame before it is painted, and at all that moves without being asked.
WATCH = """
window.painted = [];
window.moved = [];
new PerformanceObserver((list) => moved.push(...list.getEntries().map((each) => each.value)))
  .observe({ type: "layout-shift", buffered: true });
requestAnimationFrame(function look() {
  const text = document.querySelector(".banner__text");
  painted.push(Boolean(text?.checkVisibility({ visibilityProperty: true })));
  requestAnimationFrame(look);
});
"""
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
NO_STORAGE = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Denied", "SecurityError"); },
});
"""


@pytest.fixture
def banner():
    return Banner.objects.create(
        headline="Limited-time match",
        headline_fr="Jumelage pour un temps limité",
        text="Every gift is doubled until the match ends.",
        text_fr="Chaque don est doublé jusqu’à la fin du jumelage.",
        terms="https://give.example/terms",
        ends_at=timezone.now().replace(microsecond=0) + timedelta(hours=1),
    )


@pytest.fixture
def open_page(new_context, live_server, banner):
    def open_one(path="/", script="", at=None, **options):
        page = new_context(**options).new_page()
        page.add_init_script(WATCH + script)
        if at:
            page.clock.set_fixed_time(at)
        page.goto(live_server.url + path)
        return page

    return open_one


def is_shown(page):
    return page.locator(".banner").is_visible()


def hide(page):
    page.get_by_role("button", name="Hide the message “Limited-time match”").click()


def was_painted(page):
    page.evaluate(FRAMES)
    return page.evaluate("painted.includes(true)")


def has_focus(page, selector):
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)


def test_stays_hidden_on_the_next_page_and_in_the_other_language(open_page, live_server):
    page = open_page()
    hide(page)
    assert not is_shown(page)

    follow(page, ".nav a")
    assert not was_painted(page)
    follow(page, ".masthead__language")
    assert "/fr/" in page.url
    assert not was_painted(page)
    assert page.context.cookies() == []


@pytest.mark.parametrize("change", [{"text_fr": "Encore."}, {"ends_at": None}])
def test_other_words_or_another_end_show_it_again(open_page, banner, change):
    page = open_page()
    hide(page)
    page.reload()
    assert not is_shown(page)

    Banner.objects.filter(pk=banner.pk).update(**change)
    page.reload()
    assert is_shown(page)


def test_one_that_was_hidden_stays_so_after_another_one_was(open_page, banner):
    page = open_page()
    hide(page)
    overtaking = Banner.objects.create(
        headline="Overtaking", text="Today.", ends_at=banner.ends_at - timedelta(minutes=1)
    )
    page.reload()
    page.get_by_role("button", name="Hide the message “Overtaking”").click()
    overtaking.delete()
    page.reload()

    assert not is_shown(page)


def test_the_browser_keeps_no_more_than_the_last_few(open_page):
    many = " ".join(f"banner{number}" for number in range(50))
    page = open_page(script=f"localStorage.hiddenBanners ??= '{many}';")
    hide(page)
    page.reload()

    assert not is_shown(page)
    assert len(page.evaluate("localStorage.hiddenBanners").split()) == 5
    assert page.evaluate("localStorage.length") == 1


def test_a_page_that_was_open_hides_it_too_once_it_is_looked_at(open_page):
    page = open_page()
    other = page.context.new_page()
    other.goto(page.url)
    hide(other)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert not is_shown(page)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", ["/press/", "/fr/press/"])
def test_nothing_moves_while_a_page_comes(open_page, path, width):
    page = open_page(path, viewport={"width": width, "height": 800})
    assert was_painted(page)
    assert page.evaluate("moved") == []

    page.locator(".banner__close").click()
    page.reload()
    assert not was_painted(page)
    assert page.evaluate("moved") == []


def test_says_that_it_is_hidden_and_the_focus_goes_to_the_text(open_page):
    page = open_page()
    status = page.locator(".banner + [role=status]")
    assert status.text_content() == ""
    hide(page)

    assert status.text_content() == "The message is hidden."
    assert has_focus(page, "main")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_is_hidden_from_the_keyboard_which_comes_to_it_after_its_links(open_page, key):
    page = open_page()
    page.locator(".banner__terms").focus()
    page.keyboard.press("Tab")
    assert has_focus(page, ".banner__close")
    page.keyboard.press(key)

    assert not is_shown(page)
    assert page.url.endswith("/")


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("path", ["/", "/fr/"])
def test_the_button_is_large_makes_no_line_longer_and_covers_nothing(open_page, path, width):
    options = {"viewport": {"width": width, "height": 800}}
    page = open_page(path, **options)
    plain = open_page(path, java_script_enabled=False, **options)
    button = page.locator(".banner__close").bounding_box()

    assert min(button["width"], button["height"]) >= 44
    assert button["x"] + button["width"] <= width
    heights = [each.locator(".banner").bounding_box()["height"] for each in (page, plain)]
    assert heights[0] == heights[1]
    for link in page.locator(".banner a").all():
        box = link.bounding_box()
        is_left = round(box["x"] + box["width"]) <= round(button["x"])
        assert is_left or box["y"] >= button["y"] + button["height"]


def test_without_scripts_there_is_no_button(open_page):
    page = open_page(java_script_enabled=False)

    assert is_shown(page)
    assert not page.locator(".banner__close").is_visible()


def test_where_nothing_can_be_stored_it_is_hidden_on_this_page(open_page):
    page = open_page(script=NO_STORAGE)
    hide(page)
    assert not is_shown(page)
    assert page.locator(".banner + [role=status]").text_content() == "The message is hidden."

    page.reload()
    assert is_shown(page)


def test_goes_at_its_second_from_an_open_page_which_does_not_move(open_page, banner):
    page = open_page()
    page.clock.install()
    page.reload()
    page.locator(".banner__terms").focus()
    page.clock.pause_at(banner.ends_at - timedelta(seconds=1))
    page.clock.run_for(999)
    assert is_shown(page)
    top = page.locator(".masthead").bounding_box()

    page.clock.run_for(1)
    assert not is_shown(page)
    assert page.locator(".masthead").bounding_box() == top
    assert page.locator(".banner + [role=status]").text_content() == ""
    assert has_focus(page, "main")
    page.locator(".banner__terms").evaluate("link => link.focus()")
    assert has_focus(page, "main")


@pytest.mark.parametrize("event", ["visibilitychange", "pageshow"])
def test_is_gone_when_a_device_wakes_after_the_end(open_page, banner, event):
    page = open_page()
    page.clock.set_fixed_time(banner.ends_at)
    assert is_shown(page)
    target = "document" if event == "visibilitychange" else "window"
    page.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")

    assert not is_shown(page)


def test_is_not_painted_when_a_kept_page_is_opened_after_the_end(open_page, banner):
    page = open_page(at=banner.ends_at)

    assert page.locator(".banner").count() == 1
    assert not was_painted(page)
    assert page.locator(".masthead").bounding_box()["y"] == 0


def test_one_without_an_end_stays(open_page, banner):
    Banner.objects.update(ends_at=None)
    page = open_page(at=banner.ends_at + timedelta(days=9999))

    assert is_shown(page)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert is_shown(page)
