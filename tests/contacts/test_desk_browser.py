"""The media desk in a real browser: on a phone and on a desk, under the real policy, by axe."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from contacts.services import desk, telling
from ijmsite.mail.models import Message
from tests import desks
from tests.browser import follow
from tests.desks import findings
from tests.staff.people import member

from .desk import LIST, inquiry, page

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead():
    return member("PR lead", "Administrator", email="ana@newsroom.example")


@pytest.fixture
def open_desk(new_context, live_server, lead):
    """Return a function that opens the desk at some width, signed in."""

    def open_desk(width, **options):
        browser = new_context(viewport={"width": width, "height": 800}, **options)
        return desks.open_desk(browser, live_server, lead, LIST)

    return open_desk


@pytest.fixture
def busy_desk(lead):
    """Store inquiries in every state, with the longest words; return the pages that show them."""
    now = timezone.now()
    baker.make("pages.HelpLine", country="Canada", name="Hotline", phone="1-833-900-1010")
    flagged = inquiry(is_call_for_help=True, outlet="", topic="")
    long = inquiry(
        outlet="o" * 120,
        name="n" * 120,
        message="m" * 900,
        phone="+1 416 555 0100",
        deadline=now + timedelta(minutes=40),
        zone="Europe/Berlin",
        article_path="/news/" + "a" * 200,
        article_headline="h" * 200,
        owner=lead,
    )
    telling.announce(long)
    Message.objects.update(state="failed", ended_at=now, last_error="550 5.1.1")
    desk.add_note(long, "t" * 500, lead)
    overdue = inquiry(deadline=now - timedelta(hours=30))
    suspect = inquiry(status="quarantined", reasons=["links"])
    answered = inquiry(
        status="answered",
        received_at=now,
        answered_at=now + timedelta(hours=50),
        deadline=now + timedelta(hours=60),
    )
    return [
        *[LIST, f"{LIST}?where=all", f"{LIST}?q=zzz", f"{LIST}figures/"],
        *[page(thing) for thing in (flagged, long, suspect, answered)],
        *[page(overdue, "claim"), page(long, "claim"), page(long, "assign")],
        page(answered, "answered"),
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

    assert desks.found_on(tab, live_server.url, busy_desk, findings) == {}


def test_inquiry_goes_from_the_list_to_its_answer(open_desk, lead):
    thing = inquiry(deadline=timezone.now() + timedelta(minutes=40))
    tab = open_desk(360)

    follow(tab, f"text={thing.reference}")
    follow(tab, "button:has-text('Claim')")
    tab.fill("textarea", "She calls again at five.")
    follow(tab, "button:has-text('Keep the note')")
    follow(tab, "button:has-text('Answered')")

    thing.refresh_from_db()
    assert (thing.status, thing.owner) == ("answered", lead)
    assert tab.locator(".story__what").all_inner_texts() == [
        "Received by the form of the site",
        "Claimed",
        "Note",
        "Marked as answered",
    ]
    assert tab.locator(".messagelist").inner_text() == "Marked as answered."


@pytest.mark.ci
@pytest.mark.parametrize("width", [1200, 1280])
def test_list_is_a_table_beside_both_side_bars(open_desk, live_server, busy_desk, width):
    tab = open_desk(width)

    for where in ["waiting", "all", "suspected"]:
        tab.goto(f"{live_server.url}{LIST}?where={where}")
        row = tab.locator("#result_list tbody tr").first
        assert row.evaluate("e => getComputedStyle(e).display") == "table-row"
        results = tab.locator(".results")
        assert results.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.ci
def test_box_for_all_has_a_label_where_rows_are_cards(open_desk, live_server):
    inquiry(), inquiry()
    tab = open_desk(360)

    box, label = tab.locator("#action-toggle"), tab.get_by_text("All on this page")
    tops = [
        place.bounding_box()["y"] + place.bounding_box()["height"] / 2 for place in (box, label)
    ]
    assert abs(tops[0] - tops[1]) < 4
    label.click()

    assert tab.locator("tr.selected").count() == 2


@pytest.mark.ci
@pytest.mark.parametrize("is_call_for_help", [False, True])
def test_phone_shows_the_way_to_an_answer_first(open_desk, live_server, is_call_for_help):
    baker.make("pages.HelpLine", country="Canada", name="Hotline", phone="1-833-900-1010")
    thing = inquiry(
        deadline=timezone.now() + timedelta(minutes=40),
        phone="+1 416 555 0100",
        is_call_for_help=is_call_for_help,
    )
    tab = open_desk(360)
    tab.goto(live_server.url + page(thing))

    # On the first screen; under the red box within the second one.
    bottom = 1100 if is_call_for_help else 800
    for first in [".time-left", "a[href^=mailto]", "a[href^=tel]:visible", "text=Claim"]:
        box = tab.locator(first).last.bounding_box()
        assert box["y"] + box["height"] < bottom, first


def test_several_are_asked_about_first(open_desk, live_server):
    inquiry(), inquiry(is_call_for_help=True)
    tab = open_desk(360)

    tab.check("#action-toggle")
    tab.select_option("[name=action]", "spam")
    follow(tab, "button[name=index]")
    assert findings(tab) == []
    assert not tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    follow(tab, "input[value='Mark as spam']")

    assert "1 inquiry changed." in tab.locator(".messagelist").inner_text()


def test_file_comes_after_the_reason(open_desk, lead):
    inquiry(name="=1+1")
    tab = open_desk(1440)

    tab.check("#action-toggle")
    tab.select_option("[name=action]", "export_chosen")
    follow(tab, "button[name=index]")
    assert findings(tab) == []
    tab.fill("#id_reason", "Year’s report")
    with tab.expect_download() as download:
        tab.click("input[value=Export]")

    text = download.value.path().read_text(encoding="utf-8-sig")
    assert '"\'=1+1"' in text
    assert download.value.suggested_filename == f"inquiry-{timezone.localdate()}.csv"
