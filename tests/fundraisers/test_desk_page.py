"""One sign-up on one page: how far they are, what they agreed to, and all that happened."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fundraisers.services import desk, digests, telling
from ijmsite.mail.models import Message
from ijmsite.mail.outbox import resend
from ijmsite.privacy import ledger
from ijmsite.privacy.models import hash_address

from .desk import LIST, ended, page, press, put_aside, signup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_user")]


def told(client, thing):
    story = client.get(page(thing)).context["story"]
    return [(str(entry.words), entry.who) for entry in story]


def path(client, thing):
    """Return the line of places as (words, class, what stands below)."""
    html = client.get(page(thing)).text
    line = html[html.index('<ol class="path"') :].split("</ol>")[0]
    places = re.findall(r'<li class="(\w*)"><strong>(.*?)</strong> <span>(.*?)</span>', line)
    return [(words, kind, re.sub("<.*?>", "", below)) for kind, words, below in places]


def tick(thing, purpose="news", confirm=False):
    now = timezone.now()
    ticked = ledger.tick(
        email=thing.email,
        purpose=purpose,
        version=1,
        language="en",
        text="Yes.",
        form="/fundraise/",
        at=now,
    )
    if confirm:
        ledger.confirm(ticked, now)
    return ticked


def test_shows_how_far_they_are(client):
    thing = signup()
    telling.announce(thing, [])
    assert path(client, thing)[1] == ("Guide", "", "waiting")
    ended(thing.welcome)
    press(client, thing, "planned")

    places = path(client, thing)

    assert [words for words, _kind, _below in places] == [
        *("Signed up", "Guide sent", "Contacted", "Event planned", "Event held", "Thanked"),
    ]
    assert [kind for _words, kind, _below in places] == ["passed"] * 4 + [""] * 2
    assert places[-1][2] == "not yet"


@pytest.mark.parametrize("state", ["failed", "parked"])
def test_a_guide_that_did_not_arrive_is_seen_first(client, state):
    thing = signup()
    telling.announce(thing, [])
    ended(thing.welcome, state, last_error="550 5.1.1 SMTPRecipientsRefused")

    html = client.get(page(thing)).text

    assert path(client, thing)[1][1] == "trouble"
    alert = html.index("The guide did not arrive")
    assert alert < html.index("Correct the address and send the guide again")
    assert html.index("Correct the address and send the guide again") < html.index("at-once")
    assert "550 5.1.1 SMTPRecipientsRefused" in html
    assert html.count("Correct the address and send the guide again") == 1


def test_a_lost_question_about_consent_is_seen_too(client):
    thing = signup()
    telling.announce(thing, [tick(thing)])
    ended(Message.objects.get(template="privacy/email/confirm"), "failed")

    html = client.get(page(thing)).text

    assert "errornote" in html[html.index("<main") :]
    assert "The guide did not arrive" not in html


def test_what_was_sent_again_is_no_alarm_any_more(client, desk_user):
    thing = signup()
    telling.announce(thing, [])
    first = ended(thing.welcome, "failed")
    desk.send_again(thing, thing.email, desk_user, first.pk)

    html = client.get(page(thing)).text

    assert "The guide did not arrive" not in html
    assert "errornote" not in html


def test_tells_everything_in_the_order_of_time(client, desk_user):
    thing = signup()
    telling.announce(thing, [tick(thing)])
    desk.contact(thing, desk_user)
    desk.add_note(thing, "A dip in the harbor.", desk_user)
    first = ended(thing.welcome, "failed")
    thing.refresh_from_db()
    desk.send_again(thing, thing.email, desk_user, first.pk)
    resend(first)

    assert told(client, thing) == [
        ("Signed up by the form of the site", ""),
        ("Welcome with the guide", ""),
        ("Question whether they agree to what was ticked", ""),
        ("Mail to the fundraising inbox", ""),
        ("Was in touch", "Ana"),
        ("Note", "Ana"),
        ("Sent again", "Ana"),
        ("Welcome with the guide", ""),
        ("Sent again", ""),
    ]


def test_tells_of_a_sign_up_that_came_in_a_mail_about_several(client):
    thing = signup()
    digests.tell_of_flood(timezone.now())

    assert told(client, thing)[1][0] == "The fundraising inbox was told, in a mail about several"


def test_says_what_they_have_agreed_to(client):
    thing = signup()
    tick(thing, "planning", confirm=True)
    tick(thing, "news")

    consents = client.get(page(thing)).context["consents"]

    assert consents == [
        "Reminders about your own fundraiser",
        "News and fundraising ideas: ticked, not confirmed yet",
    ]


def test_says_that_they_have_unsubscribed(client):
    thing = signup()
    ledger.withdraw(hash_address(thing.email), at=timezone.now(), manner=ledger.Manner.ONE_CLICK)

    assert client.get(page(thing)).context["consents"] == ["Has unsubscribed from everything"]


def test_opens_a_mail_of_ours_with_a_subject_that_says_nothing_of_them(client, settings):
    settings.ORG_NAME = "Harbor"
    thing = signup(name="Amina Roy", email="a+b?bcc=x@supporter.example")

    link = client.get(page(thing)).context["mailto"]

    assert (
        link == "mailto:a%2Bb%3Fbcc%3Dx@supporter.example?subject=Your%20fundraiser%20for%20Harbor"
    )


def test_shows_what_was_typed_as_text(client):
    thing = signup(name="<script>1</script>", city="<b>x</b>")
    press(client, thing, "note", text="<i>n</i>")

    html = client.get(page(thing)).text

    for typed in ["<script>1", "<b>x", "<i>n"]:
        assert typed not in html


def test_invites_one_step_and_offers_the_others(client):
    thing = signup()
    context = client.get(page(thing)).context

    assert [offer.step.name for offer in context["first_offers"]] == ["contacted"]
    assert [offer.step.name for offer in context["offers"]] == [
        *("planned", "held", "thanked", "resend", "note", "close"),
    ]


def test_what_was_put_aside_can_be_judged_on_its_page(client):
    context = client.get(page(put_aside())).context

    assert [offer.step.name for offer in context["first_offers"]] == ["release"]
    assert [offer.step.name for offer in context["offers"]] == ["note", "spam"]


def test_costs_the_same_queries_however_much_happened(client, desk_user):
    def queries(thing):
        with CaptureQueriesContext(connection) as captured:
            client.get(page(thing))
        return len(captured)

    thing = signup()
    telling.announce(thing, [])
    few = queries(thing)
    for number in range(20):
        desk.add_note(thing, str(number), desk_user)
        desk.close(thing, desk_user)
        desk.reopen(thing, desk_user)

    assert queries(thing) == few <= 24


def test_a_sign_up_that_is_gone_leads_back_to_the_first_page(client):
    assert client.get(f"{LIST}7/change/").url == "/admin/"


def test_to_look_is_no_activity(client):
    thing = signup(active_at=timezone.now() - timedelta(days=9))
    client.get(page(thing))
    thing.refresh_from_db()

    assert thing.active_at < timezone.now() - timedelta(days=8)
