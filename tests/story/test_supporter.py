"""A supporter on a phone: from an article to her sign-up, and to the day she deletes all of it."""

import json
import re
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from .conftest import fits, one_mail, text_of, wait_like_a_person

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ARTICLE = "/news/all-hands-on-deck-to-end-trafficking-in-romania/"
AMINA = "amina.story@supporter.example"


def count(newsroom, what, *values):
    with closing(sqlite3.connect(newsroom.data_dir / "db.sqlite3", timeout=20)) as connection:
        return connection.execute(f"SELECT count(*) FROM {what}", values).fetchone()[0]  # noqa: S608 (ours)


def consents(newsroom):
    return count(newsroom, "privacy_consent")


def reminders(newsroom, day):
    """Let the newsroom remind as it would at ten on that day; count those stored for Amina."""
    newsroom.shell(
        f"""
from datetime import datetime
from django.utils import timezone
from fundraisers.services.reminders import remind
remind(timezone.make_aware(datetime.fromisoformat("{day} 10:00")))
"""
    )
    template = "fundraisers/email/reminder%"
    return count(newsroom, 'mail_message WHERE "to" = ? AND template LIKE ?', AMINA, template)


def link(mail, part):
    return re.search(rf"http\S+/{part}/\S+", text_of(mail))[0]


def scan(newsroom, mail):
    """Open each link of a mail, as programs do that check mails."""
    for address in re.findall(rf"{newsroom.url}\S*", text_of(mail)):
        with urllib.request.urlopen(address, timeout=30) as response:
            assert response.status == 200


def test_signs_up_confirms_plans_unsubscribes_and_deletes(newsroom, mailbox, new_context):
    mailbox.received.clear()
    today = timezone.localdate()
    event = today + timedelta(days=7)
    page = new_context(viewport={"width": 360, "height": 740}, locale="en-CA").new_page()

    page.goto(newsroom.url + ARTICLE)
    page.get_by_role("link", name="Learn more about starting a fundraiser").click()
    page.locator(".idea a").first.click()
    page.get_by_role("heading", name="Step by step").wait_for()
    page.get_by_role("link", name="Sign up with this idea").first.click()
    form = page.locator("form[action='/fundraise/']")
    assert form.locator("[name=idea]").input_value(), "the idea is chosen"
    form.get_by_label("Your name").fill("Amina Okonjo")
    form.get_by_role("textbox", name="Email").fill(AMINA)
    form.locator("[name=event_date]").fill(str(event))
    form.locator("[name=city]").fill("Harow Bay")
    for box in form.get_by_role("checkbox").all():
        box.check()
    wait_like_a_person(page)
    form.get_by_role("button", name="Sign up and get the guide").click()
    page.get_by_text("One of us will be in touch by").wait_for()
    assert page.locator("main time").first.get_attribute("datetime") > str(today)
    assert fits(page)

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
    assert reminders(newsroom, today) == 0, "who has not confirmed is not reminded"

    page.goto(link(question, "confirm"))
    page.get_by_role("button", name="Yes, I agree to all of it").click()
    page.get_by_role("heading", name="It is confirmed").wait_for()
    assert consents(newsroom) == before + 2
    assert fits(page)

    assert reminders(newsroom, today) == 1
    reminder = one_mail(mailbox, AMINA, lambda mail: "things to prepare" in mail["Subject"])
    assert reminder["List-Unsubscribe-Post"], "mail programs show a button that ends it"

    page.goto(newsroom.url + "/fundraise/plan/")
    plan = page.locator("#plan-form")
    plan.locator("[name=title]").fill("Polar dip at Harrow Bay")
    plan.locator("[name=event_date]").fill(str(event))
    with page.expect_download() as calendar:
        plan.get_by_role("button", name="Download the calendar file").click()
    assert Path(calendar.value.path()).read_text().startswith("BEGIN:VCALENDAR")
    plan.get_by_role("button", name="Make the poster").click()
    page.get_by_role("heading", name="Polar dip at Harrow Bay").wait_for()

    page.goto(link(reminder, "unsubscribe"))
    page.get_by_role("button", name="Unsubscribe from everything").click()
    page.get_by_role("heading", name="You are unsubscribed").wait_for()
    after_event = event + timedelta(days=1)
    assert reminders(newsroom, after_event) == 1, "nobody is reminded who has unsubscribed"

    page.goto(newsroom.url + "/me/")
    page.get_by_role("textbox", name="Email").fill(AMINA)
    wait_like_a_person(page)
    page.get_by_role("button", name="Mail me the link").click()
    mine = link(one_mail(mailbox, AMINA, lambda mail: "Your data" in mail["Subject"]), "me")
    page.goto(mine)
    assert fits(page)
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
        left = [line for line in connection.iterdump() if AMINA in line or "Amina Okonjo" in line]
    assert not left
    assert consents(newsroom) > before, "the proof stays"
