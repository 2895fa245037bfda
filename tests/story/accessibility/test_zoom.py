"""Larger letters, wider spaces and narrow windows cost readers nothing of a page."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

# The sizes of WCAG 2.2 are among them: 1280 at 200 % and at 400 %.
SIZES = [(1280, 720), (960, 720), (768, 720), (740, 720), (640, 360), (360, 640), (320, 640)]
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
NO_SPACING = "() => { document.adoptedStyleSheets = []; }"
# Every word that is seen, with the boxes in which it stands.
WORDS = """
  function* words() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const within = node.parentElement;
      if (!node.data.trim() || within.closest("script, style, option, textarea")) continue;
      if (!within.checkVisibility({ visibilityProperty: true })) continue;
      if (up(within).some(isForScreenReaders)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      yield { within, text: node.data.trim(), boxes: [...range.getClientRects()] };
    }
  }
  function isForScreenReaders(element) {
    const { clip, clipPath } = getComputedStyle(element);
    return clip !== "auto" || clipPath !== "none";
  }
  function up(element) {
    const all = [];
    for (let each = element; each; each = each.parentElement) all.push(each);
    return all;
  }
"""
FAULTS = """() => {
  const faults = new Set();
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.add(`scrolls sideways to ${wide}`);
  const lines = [];
  for (const { within, text, boxes } of words()) {
    for (const box of boxes) {
      let isScrolled = false;
      for (const each of up(within)) {
        const { overflowX, overflowY } = getComputedStyle(each);
        if (/auto|scroll/.test(overflowX) && each !== document.documentElement) {
          isScrolled = true;
          if (!each.matches(".table") && each.scrollWidth > each.clientWidth)
            faults.add(`scrolls sideways: ${each.outerHTML}`);
        }
        const cuts = /hidden|clip/.test(overflowX + overflowY) || each.matches(".button, .chips a");
        if (!cuts || isScrolled) continue;
        const room = each.getBoundingClientRect();
        if (box.left < room.left - 1 || box.right > room.right + 1 ||
            box.top < room.top - 1 || box.bottom > room.bottom + 1) faults.add(`cut off: ${text}`);
      }
      if (!isScrolled && (box.left < -1 || box.right > innerWidth + 1)) faults.add(`off: ${text}`);
      const inset = box.height / 4;
      lines.push({ within, text, left: box.left + 1, right: box.right - 1,
        top: box.top + inset, bottom: box.bottom - inset });
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((one, number) => {
    for (let next = number + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {
      const other = lines[next];
      if (one.left < other.right && other.left < one.right)
        faults.add(`over one another: ${one.text} / ${other.text}`);
    }
  });
  for (const field of document.querySelectorAll("[type=submit]"))
    if (field.scrollWidth > field.clientWidth + 1) faults.add(`too long: ${field.outerHTML}`);
  return [...faults].map((each) => each.slice(0, 150));
  // It is moved in one direction only, which WCAG 2.2 allows.
  WORDS
}""".replace("WORDS", WORDS)
SEEN = "() => { return [...words()].map((each) => each.text); WORDS }".replace("WORDS", WORDS)
# The word beside the name of the site stands in the title of every page too.
MAY_GO = {"Newsroom", "Salle de presse"}


def faults_at_all_sizes(page):
    found, seen = {}, []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found[width] = page.evaluate(FAULTS)
        seen = seen or page.evaluate(SEEN)
        gone = {*seen} - {*page.evaluate(SEEN)} - MAY_GO
        found[width] += [f"gone: {text}" for text in gone]
        page.evaluate(SPACING)
        found[width, "spaced"] = page.evaluate(FAULTS)
        page.evaluate(NO_SPACING)
    page.set_viewport_size({"width": 1280, "height": 720})
    return {size: faults for size, faults in found.items() if faults}


def test_articles_lose_nothing_when_they_are_zoomed_or_spaced(open_page, site):
    some = site.only("article with everything")

    assert some.found(faults_at_all_sizes, open_page()) == {}


def test_longer_words_lose_nothing_when_they_are_zoomed_or_spaced(open_page, site):
    some = site.only("home", "press, with errors")

    assert some.found(faults_at_all_sizes, open_page("fr"), "fr") == {}


@pytest.mark.audit
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_loses_anything_when_it_is_zoomed_or_spaced(open_page, site, language):
    page = open_page(language, device_scale_factor=2)

    assert site.found(faults_at_all_sizes, page, language) == {}


@pytest.mark.audit
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_empty_site_loses_nothing_when_it_is_zoomed_or_spaced(open_page, empty_site, language):
    assert empty_site.found(faults_at_all_sizes, open_page(language), language) == {}


@pytest.mark.parametrize(
    ("path", "style", "fault"),
    [
        ("/privacy/", "h1 { width: 2000px; }", "scrolls sideways"),
        (
            "/privacy/",
            "h1 { width: 4em; overflow: hidden; text-wrap: nowrap !important; }",
            "cut off",
        ),
        (
            "/privacy/",
            "p { width: 4em; overflow: auto; text-wrap: nowrap; }",
            "scrolls sideways: <p",
        ),
        ("/privacy/", "h1 { position: relative; left: -200px; }", "off"),
        ("/privacy/", "h1 { margin-bottom: -2em; }", "over one another"),
        ("/privacy/", "@media (max-width: 700px) { h1 { display: none; } }", "gone"),
        ("/admin/login/", "[type=submit] { width: 2em !important; padding: 0; }", "too long"),
    ],
    ids=["sideways", "cut off", "within", "outside", "over one another", "gone", "too long"],
)
def test_what_is_lost_is_found(open_page, live_server, path, style, fault):
    page = open_page(bypass_csp=True)
    page.goto(live_server.url + path)
    page.add_style_tag(content=style)
    found = [each for faults in faults_at_all_sizes(page).values() for each in faults]

    assert [each for each in found if each.startswith(fault)]
