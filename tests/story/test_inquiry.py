"""A question on deadline, from the journalist's phone to "answered", over a real mail server."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from .conftest import eventually

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ARTICLE = "/news/all-hands-on-deck-to-end-trafficking-in-romania/"
PRESS = "press@newsroom.example"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def journalist(new_context):
    return new_context(
        viewport={"width": 360, "height": 740}, timezone_id="Europe/Berlin", locale="en-CA"
    ).new_page()


@pytest.fixture
def officer(new_context, newsroom):
    """Return a browser in which a press officer has signed in, on a phone."""
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(newsroom.manage("signin_link").splitlines()[-1])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Welcome", exact=False).wait_for()
    return page


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def link(mail, end):
    return re.search(rf"http\S+{end}", mail.get_body().get_content())[0]


def test_a_question_is_asked_claimed_and_answered(newsroom, mailbox, journalist, officer):
    mailbox.received.clear()
    due = datetime.now(BERLIN).replace(second=0, microsecond=0) + timedelta(hours=5)

    # Berlin, on deadline: the article is open, the form stands below it.
    journalist.goto(newsroom.url + ARTICLE)
    form = journalist.locator("form[action='/press/']")
    form.get_by_label("Your name").fill("Zoë O'Brien")
    form.get_by_label("Outlet").fill("Harrow Bay Courier")
    form.get_by_role("textbox", name="Email").fill("zoe@courier.example")
    form.get_by_label("What do you need?").select_option("interview")
    form.get_by_label("Your deadline").fill(f"{due:%Y-%m-%dT%H:%M}")
    form.get_by_label("Your question").fill("May we speak with someone about the agreement?")
    form.get_by_role("button", name="Send to the press office").click()
    answer = journalist.locator("[role=status]", has_text="Thank you")
    answer.wait_for()
    reference = re.search(r"M-[0-9A-Z]{6}", answer.inner_text())[0]
    assert journalist.url == newsroom.url + ARTICLE, "the answer comes in place"
    assert fits(journalist)

    # Both hear of it, by mail.
    mailbox.wait_for(2, within=60)
    [press] = mailbox.to(PRESS)
    [acknowledgement] = mailbox.to("zoe@courier.example")
    assert press["Subject"] == f"Media inquiry {reference}"
    assert press["Reply-To"] == "zoe@courier.example"
    assert "Zoë O'Brien" in press.get_body().get_content()
    office = due.astimezone(ZoneInfo("America/Toronto"))
    assert f"{office:%H:%M}" in press.get_body().get_content(), "the office reads its own time"
    assert f"{due:%H:%M}" in press.get_body().get_content(), "and the journalist's"
    assert reference in acknowledgement.get_body().get_content()
    assert "agreement" not in acknowledgement.get_body().get_content()
    assert acknowledgement["Reply-To"] == PRESS

    # The press officer opens the link of the mail: nothing has changed before the press.
    officer.goto(link(press, "/claim/"))
    assert reference in officer.locator("#content").inner_text()
    assert fits(officer)
    officer.get_by_role("button", name="Claim").click()
    officer.get_by_text("It is yours now.", exact=False).wait_for()
    officer.get_by_label("Note for the others").fill("Rang: the interview is at noon.")
    officer.get_by_role("button", name="Keep the note").click()
    officer.get_by_text("The note is kept.").wait_for()

    # The answer goes out from a mail program, to whom Reply-To says; then it is noted.
    officer.goto(link(press, "/answered/"))
    officer.get_by_role("button", name="Answered").click()
    officer.get_by_text("Marked as answered.").wait_for()
    story = officer.locator("section", has=officer.locator("#story"))
    told = story.inner_text()
    steps = ["Received by the form", "press contact", "Claimed", "at noon", "Marked as answered"]
    places = [told.find(step) for step in steps]
    assert -1 not in places, told
    assert places == sorted(places), told
    assert fits(officer)

    # Nothing more waits, and nobody was written to again.
    officer.goto(newsroom.url + "/admin/contacts/inquiry/")
    assert reference not in officer.locator("#content").inner_text()
    assert len(mailbox.received) == 2


def test_without_javascript_the_press_page_takes_over_what_was_typed(
    newsroom, mailbox, new_context
):
    mailbox.received.clear()
    page = new_context(java_script_enabled=False).new_page()
    page.goto(newsroom.url + "/fr" + ARTICLE)
    form = page.locator("form[action='/fr/press/']")
    form.locator("[name=name]").fill("Léa Tremblay")
    form.locator("[name=email]").fill("lea.tremblay@gmial.com")
    form.locator("[name=message]").fill("Qui peut nous parler de l’entente?")
    form.locator("[type=submit]").click()

    # The address looks mistyped: the page asks, and keeps everything.
    assert page.url == newsroom.url + "/fr/press/"
    assert "lea.tremblay@gmail.com" in page.locator("main").inner_text()
    assert page.locator("[name=name]").first.input_value() == "Léa Tremblay"
    assert page.locator("[name=message]").first.input_value().startswith("Qui peut nous parler")
    page.locator("form[action='/fr/press/'] [name=email]").fill("lea.tremblay@courrier.example")
    page.locator("form[action='/fr/press/'] [type=submit]").click()

    assert "/fr/press/thanks/?reference=M-" in page.url
    assert eventually(lambda: mailbox.to("lea.tremblay@courrier.example"), within=60)
    [acknowledgement] = mailbox.to("lea.tremblay@courrier.example")
    assert "Bonjour" in acknowledgement.get_body().get_content()
    assert not mailbox.to("lea.tremblay@gmial.com")
