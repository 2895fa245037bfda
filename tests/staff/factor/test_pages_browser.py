"""The pages of the second factor in a real browser: by axe, on a phone and on a desk."""

from base64 import b32decode

import pytest

from tests import desks
from tests.browser import follow
from tests.staff.people import member

from .people import shown

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_axe_finds_nothing_from_the_password_to_a_new_phone(
    new_context, live_server, settings, width, scheme
):
    settings.SECOND_FACTOR = True
    user = member("Writer", email="ana@newsroom.example")
    browser = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = {}

    def look(title):
        assert title in tab.title()
        faults = desks.too_wide_or_forbidden(tab), desks.findings(tab)
        if any(faults):
            found[title] = faults

    tab = desks.open_desk(browser, live_server, user, "/admin/news/article/")
    look("Protect your account")
    tab.fill("#id_code", "12")
    follow(tab, "main [type=submit]")
    look("Protect your account")
    key = b32decode(tab.text_content(".key").replace(" ", "")).hex()
    tab.fill("#id_code", shown(key))
    follow(tab, "main [type=submit]")
    look("recovery codes")
    for page, title in [("own", "second factor"), ("new-phone", "phone"), ("new-codes", "codes")]:
        tab.goto(f"{live_server.url}/admin/second-factor/{page}/")
        look(title)

    assert found == {}
