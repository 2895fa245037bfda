"""The keyboard reaches everything in order, and whoever uses it sees where it is."""

from itertools import groupby

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

# Everything that can be focused, in the order of the page, less what is hidden from everybody.
CONTROLS = """() => {
  window.controls = [...document.querySelectorAll("*")].filter((each) =>
    each.matches("a[href], button, input, select, textarea, summary, [tabindex]") &&
    each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" && each.checkVisibility());
  // Before the first of them, wherever the page has put the focus.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  return controls.length;
}"""
FOCUSED = """() => {
  const focused = document.activeElement;
  // The title of a card is seen by the ring around the card.
  const ring = [focused, focused.closest(".card") || focused].find(
    (each) => getComputedStyle(each).outlineStyle !== "none");
  const steps = [0.05, 0.25, 0.5, 0.75, 0.95];
  const points = [...focused.getClientRects()].flatMap(({ x, y, width, height }) =>
    steps.flatMap((right) => steps.map((down) => [x + right * width, y + down * height])));
  const isUncovered = points.some(([x, y]) => focused.contains(document.elementFromPoint(x, y)));
  return { place: controls.indexOf(focused), ringed: Boolean(ring), uncovered: isUncovered,
    html: focused.outerHTML.slice(0, 120) };
}"""


def walk(page, key="Tab"):
    """Press `key` from one end of the page to the other.

    Return which controls should have the focus on the way, and which had it.
    """
    number = page.evaluate(CONTROLS)
    assert number > 1
    expected = [*range(number)]
    if key != "Tab":
        page.evaluate("() => controls.at(-1).focus()")
        expected = expected[-2::-1]
    reached = []
    while len(reached) < 3 * number and (not reached or reached[-1]["place"] != expected[-1]):
        page.keyboard.press(key)
        reached.append(page.evaluate(FOCUSED))
    return expected, reached


def faults(page, key="Tab"):
    expected, reached = walk(page, key)
    # The parts of a date are one control.
    places = [place for place, _ in groupby(each["place"] for each in reached)]
    found = [] if places == expected else [f"in the order {places}"]
    for each in reached:
        if not each["ringed"]:
            found.append(f"no ring: {each['html']}")
        if not each["uncovered"]:
            found.append(f"covered: {each['html']}")
    return found


def faults_backwards(page):
    return faults(page, "Shift+Tab")


@pytest.mark.parametrize(
    ("look", "width", "height"),
    [(faults, 1280, 720), (faults_backwards, 360, 640)],
    ids=["desktop", "phone, backwards"],
)
def test_the_controls_of_an_article_are_reached_in_order_and_seen(
    open_page, site, look, width, height
):
    page = open_page(viewport={"width": width, "height": height})

    assert site.only("article with everything").found(look, page) == {}


@pytest.mark.audit
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("look", "width", "height"),
    [(faults, 1280, 720), (faults, 360, 640), (faults_backwards, 360, 640)],
    ids=["desktop", "phone", "phone, backwards"],
)
def test_every_control_is_reached_in_order_and_seen(open_page, site, language, look, width, height):
    page = open_page(language, viewport={"width": width, "height": height})

    assert site.found(look, page, language) == {}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("document.querySelector('.footer a').tabIndex = 5", "in the order"),
        ("document.querySelector('.nav a').style.outline = 'none'", "no ring"),
        (
            "document.body.insertAdjacentHTML('beforeend', "
            "'<p style=\"position: fixed; inset: 50% 0 0; background: red\">')",
            "covered",
        ),
    ],
    ids=["out of order", "without a ring", "covered"],
)
def test_what_cannot_be_seen_or_reached_in_order_is_found(open_page, live_server, wrong, fault):
    page = open_page(bypass_csp=True)
    page.goto(f"{live_server.url}/privacy/")
    page.evaluate(wrong)

    assert any(each.startswith(fault) for each in faults(page))


def test_the_first_control_skips_to_the_main_content(open_page, site):
    page = open_page(viewport={"width": 360, "height": 640})
    site.visit(page, site.only("article with everything").cases[0])
    page.evaluate(CONTROLS)
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)

    assert "Skip to the main content" in first["html"]
    assert first["ringed"]
    assert first["uncovered"]
    page.keyboard.press("Enter")
    page.wait_for_selector("main:focus")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(
    open_page, live_server, javascript
):
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{live_server.url}/press/")
    page.get_by_label("Your name").fill("Zoë")
    page.locator("main form [type=submit]").first.click()
    summary = page.get_by_role("alert")
    summary.wait_for()

    page.wait_for_selector("[role=alert]:focus")
    assert page.get_by_label("Your name").input_value() == "Zoë"
    summary.get_by_role("link").first.click()
    page.wait_for_selector("#inquiry_email:focus")
