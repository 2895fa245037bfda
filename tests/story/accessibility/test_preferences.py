"""Readers who chose their own colors, or less motion, get them."""

import io

import pytest
from PIL import Image

from .test_keyboard import faults

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

VARIED = ["home", "article with everything", "press, with errors", "sign in"]
MOTION = """() => {
  const found = new Set();
  const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
  for (const element of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      const moves = style.animationName !== "none" && seconds(style.animationDuration) > 0.01;
      if (moves || seconds(style.transitionDuration) > 0.01 || style.scrollBehavior === "smooth")
        found.add(`${element.localName}.${element.getAttribute("class")}${part || ""}`);
    }
  }
  return [...found];
}"""
# What must stand out from the ground: the edges of what can be pressed, and the icons.
BOXES = """(selector) => [...document.querySelectorAll(selector)]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return { x: x + scrollX, y: y + scrollY, width, height, html: each.outerHTML.slice(0, 120) };
  })
  .filter((each) => each.width > 2)"""
BUTTONS = "button, .button, [type=submit], .chips a, input:not([type=hidden]), select, textarea"


def luminance(color):
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted(map(luminance, [one, other]))
    return (light + 0.05) / (dark + 0.05)


def stands_out(picture, box, edge=0):
    """Whether something in a box, or along its left edge, has a contrast of 3:1 to its ground."""
    left, top = int(box["x"]) - edge, int(box["y"])
    right = left + 2 * edge if edge else int(box["x"] + box["width"])
    bottom = int(box["y"] + box["height"])
    if edge:  # the corners may be round
        top, bottom = top + int(box["height"] / 3), bottom - int(box["height"] / 3)
    part = picture.crop((max(left, 0), max(top, 0), right, max(bottom, top + 1)))
    colors = part.getcolors(part.width * part.height)
    ground = part.getpixel((0, 0)) if edge else max(colors)[1]
    return any(contrast(ground, color) >= 3 for _, color in colors)


def invisible(page):
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    edges = [b["html"] for b in page.evaluate(BOXES, BUTTONS) if not stands_out(picture, b, 4)]
    icons = [b["html"] for b in page.evaluate(BOXES, "svg.icon") if not stands_out(picture, b)]
    return edges + icons


def test_the_buttons_and_icons_of_an_article_are_seen_in_the_colors_of_the_reader(open_page, site):
    page = open_page(forced_colors="active")

    assert site.only("article with everything").found(invisible, page) == {}


@pytest.mark.audit
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_buttons_and_icons_are_seen_in_the_colors_of_the_reader(open_page, site, scheme):
    page = open_page(forced_colors="active", color_scheme=scheme)

    assert site.found(invisible, page) == {}


@pytest.mark.audit
def test_the_focus_is_seen_in_the_colors_of_the_reader(open_page, site):
    page = open_page(forced_colors="active")

    assert site.only(*VARIED).found(faults, page) == {}


@pytest.mark.parametrize(
    "style",
    [".button { border: 0 !important; }", "svg.icon { fill: Canvas; color: Canvas !important; }"],
    ids=["buttons", "icons"],
)
def test_buttons_and_icons_that_are_not_seen_are_found(open_page, live_server, style):
    page = open_page(forced_colors="active", bypass_csp=True)
    page.goto(f"{live_server.url}/")
    assert invisible(page) == []
    page.add_style_tag(content=style)

    assert invisible(page)


def test_nothing_moves_for_who_wants_no_motion(open_page, site):
    page = open_page(reduced_motion="reduce")

    assert site.only(*VARIED).found(lambda page: page.evaluate(MOTION), page) == {}


def test_what_moves_is_found(open_page, live_server):
    page = open_page(reduced_motion="no-preference")
    page.goto(f"{live_server.url}/")

    assert "svg.icon" in page.evaluate(MOTION)
