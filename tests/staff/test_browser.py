"""The admin under the strict Content-Security-Policy, in a real browser."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from tests.browser import until

from .people import PASSWORD, member

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.add_init_script(LISTEN)
    page.script_errors = []
    page.on("pageerror", lambda error: page.script_errors.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def signed_in(page, live_server):
    member("Administrator", email="ana@newsroom.example")
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", "Ana@newsroom.example")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.wait_for_url(f"{live_server.url}/admin/")
    return page


def assert_clean(page):
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.violations") == []
    assert page.script_errors == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_listener_sees_a_violation(page, live_server):
    page.goto(f"{live_server.url}/admin/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")

    until(page, lambda: "style-src" in "".join(page.evaluate("window.violations")))


def test_signing_in_violates_nothing(page, live_server):
    for path in ["login/", "password-reset/", "password-reset/done/", "sign-in/x/"]:
        page.goto(f"{live_server.url}/admin/{path}")
        assert_clean(page)


@pytest.mark.audit
def test_desks_violate_nothing(signed_in, live_server):
    now = timezone.now()
    inquiry = baker.make("contacts.Inquiry", message="<script>alert(1)</script>\n<b onclick=x>")
    banner = baker.make("pages.Banner", starts_at=now, ends_at=now + timedelta(days=1))
    for path in [
        "",
        "staff/user/",
        "staff/user/add/",
        "contacts/inquiry/",
        f"contacts/inquiry/{inquiry.pk}/change/",
        "contacts/presscontact/add/",
        "fundraisers/fundraiser/",
        "privacy/consent/",
        f"pages/banner/{banner.pk}/change/",
    ]:
        signed_in.goto(f"{live_server.url}/admin/{path}")
        assert_clean(signed_in)


@pytest.mark.audit
def test_calendar_clock_and_theme_violate_nothing(signed_in, live_server):
    signed_in.set_viewport_size({"width": 1440, "height": 900})
    signed_in.goto(f"{live_server.url}/admin/pages/banner/add/")
    signed_in.click("#calendarlink0")
    signed_in.click("#calendarin0 td a >> nth=10")
    signed_in.click("#clocklink0")
    signed_in.click("#clockbox0 li a >> nth=1")
    signed_in.click(".theme-toggle >> nth=0")

    assert_clean(signed_in)


def test_password_can_be_pasted(page, live_server):
    page.goto(f"{live_server.url}/admin/login/")
    pasted = page.evaluate(
        "document.querySelector('#id_password').dispatchEvent("
        "new ClipboardEvent('paste', {bubbles: true, cancelable: true}))"
    )

    # True: nothing prevented it.
    assert pasted
