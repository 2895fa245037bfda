"""A supporter on a phone: from an article to her sign-up, and to the day she deletes all of it."""

import json
import re
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ARTICLE = "/news/all-hands-on-deck-to-end-trafficking-in-romania/"
AMINA = "amina.story@supporter.example"


def consents(newsroom):
    with closing(sqlite3.connect(newsroom.data_dir / "db.sqlite3", timeout=20)) as connection:
        return connection.execute("SELECT count(*) FROM privacy_consent").fetchone()[0]


def text(mail):
    return mail.get_body(("plain",)).get_content()


def link(mail, part):
    return re.search(rf"http\S+/{part}/\S+", text(mail))[0]


def scan(newsroom, mail):
    """Open each link of a mail, as programs do that check mails."""
    for address in re.findall(rf"{newsroom.url}\S*", text(mail)):
        with urllib.request.urlopen(address, timeout=30) as response:
            assert response.status == 200


def test_signs_up_confirms_plans_unsubscribes_and_deletes(newsroom, mailbox, new_context):
    mailbox.received.clear()
    page = new_context(viewport={"width": 360, "height": 740}, locale="en-CA").new_page()

    page.goto(newsroom.url + ARTICLE)
    page.get_by_role("link", name="Learn more about starting a fundraiser").click()
    page.locator(".idea a").first.click()
    page.get_by_role("heading", name="Step by step").wait_for()
    page.get_by_role("link", name="Sign up with this idea").first.click()
    form = page.locator("form[action='/fundraise/']")
    assert form.locator("[name=idea]").input_value(), "the idea is chosen"
    form.get_by_label("Your name").fill("Amina Roy")
    form.get_by_role("textbox", name="Email").fill(AMINA)
    form.locator("[name=event_date]").fill(str(date.today() + timedelta(days=60)))  # noqa: DTZ011
    form.locator("[name=city]").fill("Harow Bay")
    for box in form.get_by_role("checkbox").all():
        box.check()
    # Who is faster is taken for a program.
    page.wait_for_timeout(3500)
    form.get_by_role("button", name="Sign up and get the guide").click()
    page.get_by_text("One of us will be in touch by").wait_for()
    assert page.locator("main time").first.get_attribute("datetime") > str(date.today())  # noqa: DTZ011

    mailbox.wait_for(3, within=60)
    mails = mailbox.to(AMINA)
    [welcome] = [mail for mail in mails if [*mail.iter_attachments()]]
    [question] = [mail for mail in mails if mail is not welcome]
    [pdf] = welcome.iter_attachments()
    assert pdf.get_content().startswith(b"%PDF-")
    assert welcome.get_body(("html",))
    before = consents(newsroom)
    for mail in mails:
        scan(newsroom, mail)
    assert consents(newsroom) == before, "a program that opens links agrees to nothing"

    page.goto(link(question, "confirm"))
    page.get_by_role("button", name="Yes, I agree to all of it").click()
    page.get_by_role("heading", name="It is confirmed").wait_for()
    assert consents(newsroom) == before + 2

    page.goto(newsroom.url + "/fundraise/plan/")
    plan = page.locator("#plan-form")
    plan.locator("[name=title]").fill("Polar dip at Harrow Bay")
    plan.locator("[name=event_date]").fill(str(date.today() + timedelta(days=60)))  # noqa: DTZ011
    with page.expect_download() as calendar:
        plan.get_by_role("button", name="Download the calendar file").click()
    assert Path(calendar.value.path()).read_text().startswith("BEGIN:VCALENDAR")
    plan.get_by_role("button", name="Make the poster").click()
    page.get_by_role("heading", name="Polar dip at Harrow Bay").wait_for()

    page.goto(link(question, "unsubscribe"))
    page.get_by_role("button", name="Unsubscribe from everything").click()
    page.get_by_role("heading", name="You are unsubscribed").wait_for()

    page.goto(newsroom.url + "/me/")
    page.get_by_role("textbox", name="Email").fill(AMINA)
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Mail me the link").click()
    mailbox.wait_for(4, within=60)
    mine = link(mailbox.to(AMINA)[-1], "me")
    page.goto(mine)
    page.get_by_role("link", name="Correct this").click()
    page.locator("[name=city]").fill("Harrow Bay")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It is corrected.").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("link", name="For a program (JSON)").click()
    told = json.dumps(json.loads(Path(taken.value.path()).read_text()))
    assert "Harrow Bay" in told
    assert "Harow Bay" not in told
    page.get_by_role("link", name="Delete everything").click()
    page.get_by_role("button", name="Yes, delete everything").click()
    page.get_by_role("heading", name="Your data is deleted").wait_for()

    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(mine, timeout=30)
    with closing(sqlite3.connect(newsroom.data_dir / "db.sqlite3", timeout=20)) as connection:
        left = [line for line in connection.iterdump() if AMINA in line or "Amina Roy" in line]
    assert not left
    assert consents(newsroom) > before, "the proof stays"
