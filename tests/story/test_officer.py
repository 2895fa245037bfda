"""A fundraising officer on a phone: from the morning's tile to "They are thanked"."""

import re
from contextlib import contextmanager

import pytest
from django.utils import timezone

from .conftest import eventually, fits, one_mail, text_of, wait_like_a_person

pytestmark = [pytest.mark.slow, pytest.mark.browser]

OFFICER = "officer.story@newsroom.example"
JONAS = "jonas.story@supporter.example"
INBOX = "fundraising@newsroom.example"
PHONE = {"viewport": {"width": 360, "height": 740}}
WELCOME = "Your guide: 25 Tips for the Novice Fundraiser"


@pytest.fixture(scope="module")
def account(newsroom):
    newsroom.shell(
        f"""
from django.contrib.auth.models import Group
from ijmsite.staff.models import User
officer = User.objects.create_user("{OFFICER}", is_staff=True)
officer.groups.add(Group.objects.get(name="Fundraising"))
"""
    )


@pytest.fixture
def officer(newsroom, account, new_context):
    """Return a phone in which somebody of the fundraising desk has signed in."""
    page = new_context(**PHONE).new_page()
    page.goto(newsroom.manage("signin_link", "--email", OFFICER).splitlines()[-1])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Welcome", exact=False).wait_for()
    return page


@pytest.fixture
def sign_up(newsroom, mailbox, new_context):
    """Return what signs a supporter up by the form, and returns the mail the desk had of it."""

    def sign_up(name, email, **answers):
        page = new_context(**PHONE).new_page()
        page.goto(newsroom.url + "/fundraise/")
        form = page.locator("form[action='/fundraise/']")
        for field, answer in ({"name": name, "email": email} | answers).items():
            form.locator(f"[name={field}]").fill(answer)
        wait_like_a_person(page)
        form.get_by_role("button", name="Sign up and get the guide").click()
        page.get_by_text("One of us will be in touch by").wait_for()
        return one_mail(mailbox, INBOX, lambda mail: email in text_of(mail))

    return sign_up


@contextmanager
def one_press(page, said):
    """Expect that a press leads to a page that says so, and that the page fits the phone."""
    with page.expect_navigation():
        yield
    assert said in page.locator(".messagelist").inner_text()
    assert fits(page)


def test_a_supporter_is_written_to_accompanied_and_thanked(newsroom, mailbox, officer, sign_up):
    mailbox.received.clear()
    today = str(timezone.localdate())
    note = sign_up("Jonas Weber", JONAS, event_date=today)
    number = int(re.search(r"/admin/fundraisers/fundraiser/(\d+)/", text_of(note))[1])

    # On the morning of the day that the page has promised, one mail says so, and names nobody.
    newsroom.shell(
        f"""
from datetime import datetime, time
from django.utils import timezone
from fundraisers.models import Fundraiser
from fundraisers.services.digests import tell_of_morning
promised = Fundraiser.objects.filter(pk={number})
morning = datetime.combine(promised.get().contact_by, time(9))
assert tell_of_morning(timezone.make_aware(morning))
# For the pages, that day is today.
promised.update(contact_by=timezone.localdate())
"""
    )
    digest = one_mail(mailbox, INBOX, lambda mail: "?where=due" in text_of(mail))
    assert f"/admin/fundraisers/fundraiser/{number}/" in text_of(digest)
    assert "Weber" not in str(digest)

    # The first page of the newsroom counts it, and leads to it.
    tile = officer.locator("a[href*='/fundraiser/?where=due']")
    officer.reload()
    assert int(tile.locator("strong").inner_text()) >= 1
    assert fits(officer)
    tile.click()
    officer.get_by_role("link", name="Jonas Weber").wait_for()
    assert fits(officer)
    officer.get_by_role("link", name="Jonas Weber").click()
    mail_link = officer.get_by_role("link", name=JONAS).first
    assert mail_link.get_attribute("href").startswith(f"mailto:{JONAS}?")
    assert fits(officer)

    officer.get_by_label("Note for the others at the desk").fill("Wants a quiz in the town hall.")
    with one_press(officer, "The note is kept."):
        officer.get_by_role("button", name="Keep the note").click()
    for step in ["We were in touch", "The event is planned", "The event was held"]:
        with one_press(officer, "Marked."):
            officer.get_by_role("button", name=step).click()
    with one_press(officer, "Well done."):
        officer.get_by_role("button", name="They are thanked").click()

    path = officer.get_by_role("list", name="How far they are").get_by_role("listitem")
    assert path.count() == officer.locator(".path .passed").count() == 6
    told = officer.locator("section", has=officer.locator("#story")).inner_text()
    steps = ["Signed up by the form", "Welcome with the guide", "town hall", OFFICER]
    assert [step for step in steps if step not in told] == []
    officer.goto(newsroom.url + "/admin/fundraisers/fundraiser/?where=due")
    assert "Jonas Weber" not in officer.locator("#content").inner_text(), "nothing more waits"


def test_a_guide_that_bounced_reaches_the_corrected_address(newsroom, mailbox, officer, sign_up):
    mailbox.received.clear()
    wrong, right = "mina.stroy@supporter.example", "mina.story@supporter.example"
    mailbox.refused.add(wrong)
    sign_up("Mina Park", wrong)

    tile = officer.locator("a[href*='/fundraiser/?where=unreached']")
    assert eventually(lambda: officer.reload() and int(tile.locator("strong").inner_text()))
    tile.click()
    officer.get_by_role("link", name="Mina Park").click()
    notice = officer.get_by_role("region", name="The guide did not arrive")
    assert wrong in notice.inner_text()
    assert "550" in notice.inner_text()
    assert fits(officer)

    notice.get_by_label("Email").fill(right)
    with one_press(officer, "The guide is sent again"):
        notice.get_by_role("button", name="Correct the address and send the guide again").click()
    welcome = one_mail(mailbox, right)
    [pdf] = welcome.iter_attachments()
    assert pdf.get_content().startswith(b"%PDF-")
    assert not mailbox.to(wrong)

    officer.reload()
    assert notice.count() == 0
    assert right in officer.locator("#content").inner_text()


def test_the_welcome_speaks_in_the_words_of_the_desk(newsroom, mailbox, officer, sign_up):
    mailbox.received.clear()
    officer.goto(newsroom.url + "/admin/mail/mailtext/")
    words = officer.get_by_role("row", name="Welcome, with the guide").filter(has_text="English")
    words.get_by_role("link").click()
    subject = officer.get_by_label("Subject")
    assert subject.input_value() == WELCOME
    subject.fill("Your guide, and a hello from Ottawa")
    preview = officer.frame_locator(".words__stage iframe:not(.is-coming)")
    preview.get_by_role("heading", name="Your guide, and a hello from Ottawa").wait_for()
    assert fits(officer)
    with one_press(officer, "From now on this mail says so."):
        officer.get_by_role("button", name="Save").click()

    sign_up("Ada Lund", "ada.story@supporter.example")
    welcome = one_mail(mailbox, "ada.story@supporter.example")
    assert welcome["Subject"] == "Your guide, and a hello from Ottawa"

    words.get_by_role("link").click()
    officer.locator("summary").click()
    officer.get_by_role("link", name="Back to the shipped words").click()
    with one_press(officer, "the shipped words again"):
        officer.get_by_role("button", name="Back to the shipped words").click()
    sign_up("Ben Lund", "ben.story@supporter.example")
    assert one_mail(mailbox, "ben.story@supporter.example")["Subject"] == WELCOME
