"""axe-core finds nothing on any page, in any state, in both languages, by day and by night."""

from importlib.resources import files

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
# Off unless asked for.
ASKED_FOR = ["target-size", "label-content-name-mismatch", "table-fake-caption", "td-has-header"]
ASKED_FOR += ["css-orientation-lock"]
PHONE = {"viewport": {"width": 360, "height": 640}}
# Below the words of the footer, where axe cannot look.
BARE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".footer::before, .footer::after { content: none !important; }");
  document.adoptedStyleSheets = [sheet];
}"""


def run(page, options):
    page.evaluate(AXE)
    result = page.evaluate("options => axe.run(options)", options)
    assert result["passes"], "axe looked at the page"
    return result


def named(faults):
    return [(fault["id"], [node["html"][:150] for node in fault["nodes"]]) for fault in faults]


def findings(page):
    rules = {rule: {"enabled": True} for rule in ASKED_FOR}
    return named(run(page, {"rules": rules})["violations"])


def colors(page):
    """Return which colors are too near to their ground, and of which axe cannot tell."""
    page.evaluate(BARE)
    result = run(page, {"runOnly": ["color-contrast", "link-in-text-block"]})
    return named(result["violations"] + result["incomplete"])


def test_axe_finds_nothing_on_an_article_and_its_forms(open_page, site):
    some = site.only("article with everything", "article, sign-up with errors")

    assert some.found(findings, open_page(reduced_motion="reduce", **PHONE)) == {}


@pytest.mark.audit
@pytest.mark.parametrize(
    ("language", "screen"), [("en", {}), ("fr", PHONE)], ids=["en", "fr on a phone"]
)
def test_axe_finds_nothing_on_any_page(open_page, site, language, screen):
    page = open_page(language, reduced_motion="reduce", **screen)

    assert site.found(findings, page, language) == {}


@pytest.mark.audit
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_is_sure_of_all_colors(open_page, site, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")

    assert site.found(colors, page) == {}


@pytest.mark.audit
@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_nothing_on_the_first_day(open_page, empty_site, language):
    page = open_page(language, reduced_motion="reduce")

    assert empty_site.found(findings, page, language) == {}


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<button></button>", "button-name"),
        ("<a href='/a' style='font-size: 9px'>a</a> <a href='/b'>b</a>", "target-size"),
    ],
    ids=["a button without a name", "links too close together"],
)
def test_axe_finds_what_is_wrong(open_page, live_server, html, rule):
    page = open_page(bypass_csp=True)
    page.goto(f"{live_server.url}/privacy/")
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", html
    )

    assert [name for name, _ in findings(page)] == [rule]


def test_a_color_too_near_to_its_ground_is_found(open_page, live_server):
    page = open_page(bypass_csp=True, color_scheme="dark")
    page.goto(f"{live_server.url}/privacy/")
    assert colors(page) == []
    page.add_style_tag(content="h1 { color: #333; }")

    assert [name for name, _ in colors(page)] == ["color-contrast"]
