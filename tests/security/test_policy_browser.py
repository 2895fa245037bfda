"""No page breaks the content security policy in Chromium: of readers, of links, of the admin."""

import pytest
from django.contrib import admin

from tests.test_admin_matrix import address, model_of, names, some

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""
# Drawn and loaded, so that nothing is still to be refused.
SETTLE = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
POLICY = "violates the following Content Security Policy"
STYLE = "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')"
SCRIPT = "document.body.append(Object.assign(document.createElement('script'), {text: 'x = 1'}))"


def violations(page):
    page.wait_for_load_state("load")
    page.evaluate(SETTLE)
    return page.evaluate("window.violations")


@pytest.fixture
def watched(open_page):
    def open_one(language="en"):
        page = open_page(language)
        page.add_init_script(WATCH)
        return page

    return open_one


def test_the_pages_with_forms_break_nothing(watched, site):
    some_pages = site.only("article with everything", "press", "fundraise", "sign in")

    assert some_pages.found(violations, watched()) == {}


@pytest.mark.ci
@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.audit)])
def test_no_page_of_readers_breaks_anything(watched, site, language):
    assert site.found(violations, watched(language), language) == {}


@pytest.mark.ci
def test_no_page_of_the_first_day_breaks_anything(watched, empty_site):
    assert empty_site.found(violations, watched()) == {}


@pytest.mark.parametrize(
    ("add", "directive"), [(STYLE, "style-src-attr"), (SCRIPT, "script-src-elem")]
)
def test_what_breaks_the_policy_is_seen(watched, live_server, add, directive):
    page = watched()
    page.goto(f"{live_server.url}/privacy/")
    assert violations(page) == []
    page.evaluate(add)

    assert violations(page) == [f"{directive} inline"]


@pytest.fixture
def signed_in(client, watched, live_server, django_user_model):
    """Return the tab of an administrator, for whom every page of the admin opens."""
    client.force_login(django_user_model.objects.create_superuser("ana@newsroom.example"))
    page = watched()
    cookie = client.cookies["sessionid"]
    where = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
    page.context.add_cookies([where])
    return page


def pages_of_the_admin():
    """Yield the name and the address of each page, with one row of its model to show."""
    things = {model: some(model) for model in admin.site._registry}
    for name in names():
        yield name, address(name, things.get(model_of(name)))


@pytest.mark.ci
def test_no_page_of_the_admin_breaks_anything(signed_in, live_server):
    from playwright.sync_api import Error

    opened, broken, refused = [], {}, []
    signed_in.on("console", lambda said: refused.append(said.text) if POLICY in said.text else None)
    for name, path in pages_of_the_admin():
        refused.clear()
        try:
            response = signed_in.goto(live_server.url + path)
        except Error as error:
            # A file is no page: the tab stays where it was.
            if "Download is starting" in error.message:
                continue
            raise
        assert response.status < 500, name
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        if response.ok and response.url.endswith(path):
            opened.append(name)
        if "sandbox" in response.headers["content-security-policy"]:
            # No script runs in a preview, nor can it listen: the console says what else is refused.
            assert name in {"news_article_preview", "news_article_preview_new"}
            signed_in.wait_for_load_state("load")
            found = refused[:]
        else:
            found = violations(signed_in)
        if found:
            broken[name] = found

    assert broken == {}
    assert len(opened) > 60
