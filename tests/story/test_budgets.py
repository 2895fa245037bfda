"""What a page may cost its reader, by everything that does not depend on a clock.

Each page is loaded once at each width, as the running newsroom sends it: compressed, its headers
counted, and with its fonts held back until it was seen without them. What does depend on a clock is
measured by `make bench-phone`.
"""

from dataclasses import dataclass, field

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.ci]

PAGES = {
    "home": "/",
    # With everything that an article can have: content note, "Leave this page", picture.
    "article": "/news/night-call-from-the-ice-harbour/",
    "list": "/news/",
    "press": "/press/",
    "fundraise": "/fundraise/",
    "idea": "/fundraise/ideas/polar-dip/",
    "guide": "/fundraise/guide/",
    "French article": "/fr/news/appel-de-nuit-au-port-des-glaces/",
    "French home": "/fr/",
}
SCREENS = [(360, 800), (1440, 900)]
# One for each way in which pictures stand beside texts.
WIDTHS = [360, 620, 800, 1000, 1440]

WEIGHT = 100_000  # bytes, pictures apart
REQUESTS = 12  # before anybody scrolls
SHIFT = 0.02
# What must work before anything is seen: hide a banner that was dismissed, leave this page.
BLOCKING = ("banner.", "exit.")
BLOCKING_WEIGHT = 3_000  # bytes

WATCH = """
window.shift = 0;
window.shifts = new PerformanceObserver((list) => add(list.getEntries()));
const add = (entries) => entries.forEach((entry) => { shift += entry.value; });
shifts.observe({ type: "layout-shift", buffered: true });
window.drawn = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
window.moved = async () => { await drawn(); add(shifts.takeRecords()); return shift; };
"""
MARK_LATE_PICTURES = """() => {
  window.late = [...document.images].filter(
    (each) => each.loading === "lazy" && each.getBoundingClientRect().top > innerHeight);
}"""
LATE_PICTURES = "late.map((each) => each.currentSrc)"
SIZELESS_PICTURES = """() => [...document.images]
  .filter((each) => !each.getAttribute("width") || !each.getAttribute("height"))
  .map((each) => each.currentSrc)"""
# A picture with `sizes` says of itself that it is as wide as they say.
BLURRED_PICTURES = """async () => {
  document.querySelectorAll("img").forEach((each) => { each.loading = "eager"; });
  await Promise.allSettled([...document.images].map((each) => each.decode()));
  return [...document.images].filter((each) => each.naturalWidth < each.width - 1)
    .map((each) => `${each.sizes}, but ${each.width} px wide: ${each.currentSrc}`);
}"""
BLOCKING_SCRIPTS = """() => [...document.querySelectorAll("script[src]")]
  .filter((each) => !each.defer && !each.async && each.type !== "module")
  .map((each) => each.src)"""
# To the end, screen by screen, waiting for every picture on the way.
SCROLL_THROUGH = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await drawn();
    const near = (each) => Math.abs(each.getBoundingClientRect().top) < 2 * innerHeight;
    await Promise.allSettled([...document.images].filter(near).map((each) => each.decode()));
  }
}"""


@dataclass
class Visit:
    """What one load of a page has cost."""

    kinds: dict[str, str] = field(default_factory=dict)  # of each address that was asked for
    weights: dict[str, int] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)  # pictures below the first screen
    problems: list[str] = field(default_factory=list)  # on the console
    cookies: list[str] = field(default_factory=list)
    sizeless: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)
    shift: float = 0

    @property
    def weight(self):
        return sum(self.weights[url] for url, kind in self.kinds.items() if kind != "Image")

    @property
    def needed(self):
        return [url for url in self.kinds if url not in self.late]

    def foreign(self, home):
        return [url for url in self.kinds if not url.startswith(home)]

    @property
    def blocking_weight(self):
        return sum(self.weights[url] for url in self.blocking)


def visit(chromium, url, screen, answer=None):
    """Load a page as a reader does who was never here; `answer` is sent in its place."""
    seen = Visit()
    context = chromium.new_context(viewport={"width": screen[0], "height": screen[1]})
    context.add_init_script(WATCH)
    page = context.new_page()
    watch_network(page, seen)
    page.on("console", lambda line: line.type == "error" and seen.problems.append(line.text))
    page.on("pageerror", lambda error: seen.problems.append(str(error)))
    fonts = []
    is_seen = False
    page.route("**/*.woff2", lambda font: font.continue_() if is_seen else fonts.append(font))
    if answer:
        page.route(url, lambda route: route.fulfill(**answer))

    page.goto(url, wait_until="domcontentloaded")
    page.evaluate("drawn()")
    is_seen = True
    for font in fonts:
        font.continue_()
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(drawn)")
    page.evaluate(MARK_LATE_PICTURES)
    seen.sizeless = page.evaluate(SIZELESS_PICTURES)
    seen.blocking = page.evaluate(BLOCKING_SCRIPTS)
    page.evaluate(SCROLL_THROUGH)
    page.wait_for_load_state("networkidle")
    seen.late = page.evaluate(LATE_PICTURES)
    seen.shift = page.evaluate("moved()")
    seen.cookies = [cookie["name"] for cookie in context.cookies()]
    context.close()
    return seen


def watch_network(page, seen):
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    addresses = {}

    def asked(event):
        url = addresses[event["requestId"]] = event["request"]["url"]
        if not url.startswith("data:"):
            seen.kinds[url] = event["type"]
            seen.weights[url] = 0

    def came(event):
        url = addresses[event["requestId"]]
        if url in seen.weights:
            seen.weights[url] += event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", came)


@pytest.fixture(scope="module")
def visits(chromium, newsroom):
    return {
        f"{name} at {screen[0]}": visit(chromium, newsroom.url + path, screen)
        for name, path in PAGES.items()
        for screen in SCREENS
    }


def over(visits, measure, limit):
    """Return by page what passes `limit`."""
    return {page: measured for page, seen in visits.items() if (measured := measure(seen)) > limit}


def found(visits, measure):
    """Return by page what should not be there."""
    return {page: measured for page, seen in visits.items() if (measured := measure(seen))}


def test_a_page_weighs_less_than_100_kilobytes_without_its_pictures(visits):
    assert all("Stylesheet" in seen.kinds.values() for seen in visits.values())
    assert not over(visits, lambda seen: seen.weight, WEIGHT - 1)


def test_a_page_needs_at_most_12_requests_before_anybody_scrolls(visits):
    assert not over(visits, lambda seen: len(seen.needed), REQUESTS)


def test_nothing_moves_when_fonts_and_pictures_come_late(visits):
    assert not over(visits, lambda seen: seen.shift, SHIFT)


def test_a_page_asks_nobody_else_and_leaves_no_cookie(visits, newsroom):
    assert not found(visits, lambda seen: seen.foreign(newsroom.url))
    assert not found(visits, lambda seen: seen.cookies)


def test_a_page_says_nothing_on_the_console(visits):
    assert not found(visits, lambda seen: seen.problems)


def test_every_picture_keeps_its_place_before_it_comes(visits):
    assert "Image" in visits["article at 360"].kinds.values()
    assert not found(visits, lambda seen: seen.sizeless)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_picture_is_drawn_wider_than_its_sizes_say(chromium, newsroom, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    blurred = {}
    for name, path in PAGES.items():
        page.goto(newsroom.url + path)
        blurred[name] = page.evaluate(BLURRED_PICTURES)
    page.close()

    assert blurred == dict.fromkeys(PAGES, [])


def test_sees_a_picture_that_is_wider(chromium, newsroom):
    page = chromium.new_page()
    page.goto(newsroom.url)
    page.evaluate("document.querySelectorAll('picture *').forEach((e) => { e.sizes = '40px'; })")
    blurred = page.evaluate(BLURRED_PICTURES)
    page.close()

    assert len(blurred) > 1
    assert all(words.startswith("40px, but ") for words in blurred)


def test_no_script_holds_a_page_up_but_a_few_bytes(visits):
    names = {url.rpartition("/")[2] for seen in visits.values() for url in seen.blocking}
    assert not {name for name in names if not name.startswith(BLOCKING)}
    assert not over(visits, lambda seen: seen.blocking_weight, BLOCKING_WEIGHT)


BAD_PAGE = """<!doctype html><title>Bad</title><link rel="icon" href="data:,">
<script src="/static/banner.js"></script><h1>Bad</h1>
<img src="ELSEWHERE" alt=""><p>Pushed down</p>
<script>
document.cookie = "seen=1";
requestAnimationFrame(() => setTimeout(() => {
  document.querySelector("h1").style.marginTop = "200px";
  for (let n = 0; n < 12; n += 1) new Image().src = `/healthz?${n}`;
}));
</script><!--FILLING-->"""


def test_each_measure_sees_what_is_wrong(chromium, newsroom):
    elsewhere = newsroom.url.replace("127.0.0.1", "localhost") + "/pixel.gif"
    body = BAD_PAGE.replace("FILLING", "x" * WEIGHT).replace("ELSEWHERE", elsewhere)
    url = newsroom.url + "/bad/"
    seen = visit(chromium, url, SCREENS[0], {"body": body, "content_type": "text/html"})

    assert seen.weight >= WEIGHT
    assert len(seen.needed) > REQUESTS
    assert seen.shift > SHIFT
    assert seen.foreign(newsroom.url) == [elsewhere]
    assert seen.cookies == ["seen"]
    assert seen.problems
    assert seen.sizeless
    assert seen.blocking == [newsroom.url + "/static/banner.js"]
