"""The mail that brings the guide: whole in each of its parts, in both languages, by night too."""

import re

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from fundraisers.models import Fundraiser
from fundraisers.services import desk
from ijmsite.mail.mime import build_mail, to_bytes
from ijmsite.mail.models import Message
from ijmsite.pages.templatetags.frame import long_date
from ijmsite.privacy import ledger
from ijmsite.privacy.models import hash_address
from tests.staff.people import member
from tests.story.accessibility.test_axe import colors, findings

pytestmark = pytest.mark.django_db
FORMS = {"en": "/fundraise/", "fr": "/fr/fundraise/"}


@pytest.fixture(params=FORMS)
def welcome(request, client, signup_data, from_our_page):
    data = signup_data | {"news_consent": "on"}
    client.post(FORMS[request.param], data, headers=from_our_page)
    return Message.objects.get(template="fundraisers/email/welcome")


def links(html):
    return re.findall(r'href="([^"]+)"', html)


def test_the_text_part_says_all_that_the_other_one_says(welcome, settings):
    for address in links(welcome.html):
        assert address.removeprefix("mailto:").rstrip("/") in welcome.text
    assert settings.HELP_PHONE in welcome.text
    assert settings.ORG_MAILING_ADDRESS in welcome.text


def test_leads_to_the_guide_and_to_the_plan(client, welcome, settings):
    begins = settings.SITE_URL + ("/fr" if welcome.language == "fr" else "")

    for page in ("guide", "plan"):
        address = f"{begins}/fundraise/{page}/"
        assert address in welcome.text
        assert address in links(welcome.html)
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200


def test_promises_the_day_that_the_desk_sees(welcome):
    with translation.override(welcome.language):
        day = long_date(Fundraiser.objects.get().contact_by)

    assert day in welcome.text
    assert day in welcome.html


def test_the_html_part_names_its_language_and_title_and_asks_nobody_for_anything(welcome):
    assert f'<html lang="{welcome.language}">' in welcome.html
    assert re.search(r"<title>[^<]+ 25\s[^<]+</title>", welcome.html)
    assert not re.search(r"<img|<script|<link|src=|url\(", welcome.html)
    assert [*re.findall(r"<h\d", welcome.html)][:2] == ["<h1", "<h2"]


def test_the_whole_mail_is_small(welcome):
    assert len(to_bytes(build_mail(welcome), welcome)) < 400_000


def end_everything(email):
    ledger.withdraw(hash_address(email), at=timezone.now(), manner=ledger.Manner.LINK)


def deliver(message):
    call_command("deliver_mail", "--once", verbosity=0)
    message.refresh_from_db()
    return message.state


def test_does_not_leave_for_who_has_ended_everything_and_the_desk_sees_why(client, welcome):
    end_everything(welcome.to)
    assert deliver(welcome) == "cancelled"

    ana = member("Fundraising")
    fundraiser = Fundraiser.objects.get()
    desk.send_again(fundraiser, welcome.to, ana, welcome.pk)
    fundraiser.refresh_from_db()
    assert fundraiser.welcome != welcome
    assert deliver(fundraiser.welcome) == "cancelled"

    client.force_login(ana)
    page = client.get(f"/admin/fundraisers/fundraiser/{fundraiser.pk}/change/").text
    # Both guides, and the question about what was ticked.
    assert page.count("this address has not agreed to it, or has ended all mail") == 3


def test_leaves_for_who_has_agreed_anew(welcome):
    end_everything(welcome.to)
    tick = ledger.tick(
        email=welcome.to,
        purpose="news",
        version=1,
        language="en",
        text="Yes.",
        form="/fundraise/",
        at=timezone.now(),
    )
    ledger.confirm(tick, timezone.now())

    assert deliver(welcome) == "sent"


@pytest.mark.parametrize("to", ["v.ictim@gmail.com", "victim+2@gmail.com", "Victim@googlemail.com"])
def test_one_mailbox_gets_one_a_day_however_it_is_spelled(client, signup_data, from_our_page, to):
    for email in ("victim@gmail.com", to):
        client.post("/fundraise/", signup_data | {"email": email}, headers=from_our_page)
    call_command("deliver_mail", "--once", verbosity=0)

    states = Message.objects.filter(template="fundraisers/email/welcome").order_by("created_at")
    assert [*states.values_list("state", flat=True)] == ["sent", "cancelled"]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 700])
def test_can_be_read_by_everybody_by_day_and_by_night(welcome, new_context, scheme, width):
    context = new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.set_content(welcome.html)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []
    assert colors(page) == []
