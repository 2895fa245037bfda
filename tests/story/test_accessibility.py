"""axe-core finds nothing on any public page: filled, empty, with errors, in both languages."""

from datetime import timedelta
from importlib.resources import files
from itertools import groupby

import pytest
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.pages.models import Banner
from news.models import Article, Topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()


@pytest.fixture
def site(live_server):
    now = timezone.now()
    contact = PressContact.objects.create(
        name="Petra Kooman", title="Director", phone="519.679.5030", extension="229"
    )
    topic = Topic.objects.create(slug="partnerships", name="Partnerships")
    for slug in ["first", "second"]:
        article = Article.objects.create(
            slug=slug,
            headline=f"The {slug} article",
            standfirst="What it says in one sentence.",
            dateline="London, Ontario",
            byline="Press office",
            body="<p>One.</p><h2>Two</h2><blockquote><p>Three.</p></blockquote>"
            '<ul><li><a href="/news/">Four</a></li></ul>',
            status="published",
            publish_at=now - timedelta(days=1),
            revised_at=now - timedelta(hours=1),
            press_contact=contact,
            is_sample=True,
        )
        article.topics.set([topic])
        article.corrections.create(note="The sum was wrong.", made_at=now - timedelta(hours=1))
    Article.objects.create(
        slug="gone", headline="Gone", status="withdrawn", publish_at=now - timedelta(days=2)
    )
    Banner.objects.create(
        headline="Limited-time match",
        text="Every gift is doubled.",
        ends_at=now + timedelta(days=3),
    )
    return live_server


PAGES = [
    "/",
    "/news/",
    "/news/first/",
    "/news/first/text/",
    "/news/?q=one&year=abc",
    "/news/?q=nothing",
    "/news/topics/partnerships/",
    "/press/",
    "/press/?article=/news/first/",
    "/press/thanks/?reference=M-7KQ2XF",
    "/fundraise/",
    "/fundraise/thanks/",
    "/fundraise/guide/",
    "/privacy/",
    "/accessibility/",
    "/nothing-here/",
    "/news/gone/",
]


def findings(page, rules=None):
    page.evaluate(AXE)
    options = {"runOnly": rules} if rules else {}
    result = page.evaluate("options => axe.run(options)", options)
    assert result["passes"], "axe looked at the page"
    return [
        (violation["id"], [node["html"][:150] for node in violation["nodes"]])
        for violation in result["violations"]
    ]


@pytest.mark.parametrize(
    ("prefix", "scheme", "paths", "rules"),
    [
        ("", "light", ["/news/first/"], None),
        pytest.param("", "light", PAGES, None, marks=pytest.mark.audit),
        # What changes in the dark are the colors, and in French the language of parts.
        pytest.param(
            "",
            "dark",
            [
                "/",
                "/news/first/",
                "/news/first/text/",
                "/news/?q=one",
                "/fundraise/guide/",
                "/privacy/",
            ],
            ["color-contrast"],
            marks=pytest.mark.audit,
        ),
        pytest.param(
            "/fr", "light", ["/news/first/", "/nothing-here/"], None, marks=pytest.mark.audit
        ),
    ],
    ids=["the article", "light", "dark", "French"],
)
def test_axe_finds_nothing(chromium, site, prefix, scheme, paths, rules):
    context = chromium.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    found = {}
    for path in paths:
        page.goto(f"{site.url}{prefix}{path}")
        found[path] = findings(page, rules)
    for path in ["/press/", "/fundraise/"]:
        page.goto(f"{site.url}{prefix}{path}")
        page.locator("main form button").first.click()
        page.get_by_role("alert").first.wait_for()
        found[f"{path} with errors"] = findings(page, rules)
    context.close()

    assert not {path: what for path, what in found.items() if what}


def test_axe_finds_what_is_wrong(chromium, site):
    page = chromium.new_page()
    page.goto(f"{site.url}/privacy/")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert [name for name, _ in findings(page)] == ["button-name"]
    page.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(chromium, site, javascript):
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{site.url}/press/")
    page.get_by_label("Your name").fill("Zoë")
    page.locator("main form button").first.click()
    summary = page.get_by_role("alert")
    summary.wait_for()

    page.wait_for_selector("[role=alert]:focus")
    assert page.get_by_label("Your name").input_value() == "Zoë"
    summary.get_by_role("link").first.click()
    page.wait_for_selector("#inquiry_email:focus")
    context.close()


@pytest.mark.parametrize(
    ("path", "widths"),
    [
        *((path, [320]) for path in ["/news/first/", "/news/", "/press/", "/fundraise/", "/"]),
        *((path, [320]) for path in ["/news/first/text/", "/fundraise/guide/", "/accessibility/"]),
        # French words are longer.
        ("/fr/", [320, 360, 740, 768, 960]),
    ],
)
def test_needs_no_sideways_scroll(chromium, site, path, widths):
    page = chromium.new_page()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        page.goto(f"{site.url}{path}")

        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


# Everything that can be focused, in the order of the page, less what is hidden from everybody.
CONTROLS = """() => {
  window.controls = [...document.querySelectorAll("a[href], button, input, select, textarea")]
    .filter((each) => each.tabIndex >= 0 && each.type !== "hidden" && each.checkVisibility());
  return controls.length;
}"""
FOCUSED = """() => {
  const focused = document.activeElement;
  // The title of a card is seen by the ring around the card.
  const ring = focused.closest(".card") || focused;
  const seen = [focused, ring].some((each) => getComputedStyle(each).outlineStyle !== "none");
  return { place: controls.indexOf(focused), seen, html: focused.outerHTML.slice(0, 120) };
}"""


@pytest.mark.parametrize(
    "path",
    [
        "/news/first/",
        "/accessibility/",
        *(
            pytest.param(path, marks=pytest.mark.audit)
            for path in PAGES
            if path not in {"/news/first/", "/accessibility/"}
        ),
    ],
)
def test_the_tab_key_reaches_every_control_in_order_and_one_sees_where(chromium, site, path):
    page = chromium.new_page()
    page.goto(f"{site.url}{path}")
    number = page.evaluate(CONTROLS)
    reached = []
    while len(reached) < 2 * number and (not reached or reached[-1]["place"] < number - 1):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    page.close()

    assert number > 10
    # The parts of a date are one control.
    assert [place for place, _ in groupby(each["place"] for each in reached)] == [*range(number)]
    assert [each["html"] for each in reached if not each["seen"]] == []
