"""Desks of the admin in a real browser: signed in, under the real policy, looked at by axe."""

from importlib.resources import files

from tests.browser import follow
from tests.staff.people import PASSWORD

AXE = files("axe_playwright_python").joinpath("axe.min.js")
# Off unless asked for.
ASKED_FOR = ["target-size", "label-content-name-mismatch", "table-fake-caption", "td-has-header"]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.violations.push(`${e.effectiveDirective} ${e.blockedURI}`));
"""


def open_desk(browser, live_server, user, path):
    """Sign in on the way to a list, and return the tab."""
    browser.add_init_script(WATCH)
    tab = browser.new_page()
    tab.goto(f"{live_server.url}/admin/login/?next={path}")
    tab.fill("#id_username", user.email)
    tab.fill("#id_password", PASSWORD)
    follow(tab, "[type=submit]")
    return tab


def findings(tab):
    tab.evaluate(AXE.read_text())
    rules = {rule: {"enabled": True} for rule in ASKED_FOR}
    result = tab.evaluate("rules => axe.run({rules})", rules)
    assert result["passes"], "axe looked at the page"
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in result["violations"]]


def too_wide_or_forbidden(tab):
    """Return what is wrong with a page: wider than the screen, a list with a hidden part, CSP."""
    wide = tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    inner = tab.evaluate(
        "(e => e && e.scrollWidth > e.clientWidth)(document.querySelector('.results'))"
    )
    violations = tab.evaluate("window.violations")
    return (wide, inner, violations) if wide or inner or violations else None


def found_on(tab, base, paths, look):
    """Return what `look` finds on each of these pages, as far as it finds anything."""
    found = {}
    for path in paths:
        tab.goto(base + path)
        if faults := look(tab):
            found[path] = faults
    return found
