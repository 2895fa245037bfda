"""The fundraising desk in a real browser: on a phone and on a desk, by axe, under the policy."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from fundraisers.services import desk, telling
from tests import desks
from tests.browser import follow
from tests.staff.people import member

from .desk import FIGURES, LIST, ended, page, put_aside, signup

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ana():
    return member("Fundraising", email="ana@newsroom.example", first_name="Ana")


@pytest.fixture
def open_desk(new_context, live_server, ana):
    """Return a function that opens the desk at some width, signed in."""

    def open_desk(width, **options):
        browser = new_context(viewport={"width": width, "height": 800}, **options)
        return desks.open_desk(browser, live_server, ana, LIST)

    return open_desk


@pytest.fixture
def busy_desk(ana):
    """Store sign-ups in every state, with the longest words; return the pages that show them."""
    today = timezone.localdate()
    long = signup(
        name="n" * 120,
        email=f"{'e' * 64}@{'d' * 60}.example",
        city="c" * 120,
        event_date=today,
        contact_by=today - timedelta(days=30),
    )
    telling.announce(long, [])
    ended(long.welcome, "failed", last_error="550 5.1.1 SMTPRecipientsRefused")
    desk.add_note(long, "t" * 500, ana)
    aside = put_aside()
    done = signup(idea="run")
    telling.announce(done, [])
    ended(done.welcome)
    desk.thank(done, ana)
    for idea in ["birthday", "bake_sale", "concert", "workplace", "other", ""]:
        signup(idea=idea, event_date=today + timedelta(days=40))
    return [
        *[LIST, f"{LIST}?where=all", f"{LIST}?where=aside", f"{LIST}?q=zzz", FIGURES],
        *[page(thing) for thing in (long, aside, done)],
        *[page(long, step) for step in ("held", "resend", "correct", "note")],
        page(done, "contacted"),
    ]


@pytest.mark.matrix
@pytest.mark.ci
@pytest.mark.parametrize("width", [360, 1440, 768])
def test_fits_the_screen_and_keeps_to_the_policy(open_desk, live_server, busy_desk, width):
    tab = open_desk(width)

    assert desks.found_on(tab, live_server.url, busy_desk, desks.too_wide_or_forbidden) == {}


@pytest.mark.matrix
@pytest.mark.ci
@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (1440, "dark"), (1440, "light"), (360, "dark")]
)
def test_axe_finds_nothing(open_desk, live_server, busy_desk, width, scheme):
    tab = open_desk(width, color_scheme=scheme, reduced_motion="reduce")

    assert desks.found_on(tab, live_server.url, busy_desk, desks.findings) == {}


def test_sign_up_goes_from_the_list_to_the_thanks(open_desk):
    thing = signup()
    tab = open_desk(360)

    follow(tab, "text=Amina Roy")
    tab.fill("textarea", "A dip in the harbor.")
    # Pressed in place of "Keep the note", which stands further down.
    for words in ["We were in touch", "The event was held", "They are thanked"]:
        follow(tab, f"button:has-text('{words}')")

    thing.refresh_from_db()
    assert thing.thanked_at > thing.held_at == thing.planned_at > thing.contacted_at
    assert thing.notes.get().text == "A dip in the harbor."
    assert tab.locator(".path .passed").count() == 5, "all but the guide, which was never sent"


def test_address_is_corrected_and_the_guide_sent_by_one_button(open_desk):
    thing = signup(email="amina@suporter.example")
    telling.announce(thing, [])
    ended(thing.welcome, "failed")
    tab = open_desk(360)

    follow(tab, "text=Amina Roy")
    tab.fill("#resend_email", "amina@supporter.example")
    follow(tab, "button:has-text('Correct the address and send the guide again')")

    thing.refresh_from_db()
    assert (thing.welcome.to, thing.welcome.state) == ("amina@supporter.example", "queued")
    assert tab.locator(".call-for-help").count() == 0
