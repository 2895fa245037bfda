"""Whose question it is, what the mail to that person says, and that it always goes to somebody."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import translation

from contacts.models import Inquiry, PressContact, all_contacts, responsible_of
from contacts.services import telling
from contacts.templatetags.inquiry_mail import facts
from ijmsite.mail.models import Message
from ijmsite.mail.outcomes import Kind, Outcome
from ijmsite.mail.worker import claim, record
from ijmsite.pages.models import HelpLine
from tests.check import ROOT

from .made import LONG_AGO, inquiry, officer

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=300)


def responsible(*about, **named):
    return responsible_of(all_contacts(), *about, **named)


@pytest.fixture
def told(settings):
    """Return a function that stores an inquiry, tells of it and returns the mail of that."""

    def told(**fields):
        stored = inquiry(**fields)
        telling.announce(stored)
        return Message.objects.get(key=telling.key(stored, "press"))

    return told


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("topic", "language", "name"),
    [
        ("photo", "fr", "Photos in French"),
        ("photo", "en", "Photos"),
        ("data", "fr", "French"),
        ("", "fr", "French"),
        ("data", "en", "Office"),
        ("", "en", "Office"),
    ],
)
def test_goes_to_whoever_asks_for_this_topic_and_language(topic, language, name):
    officer("Anybody")
    officer("Photos", topics=["photo"])
    officer("French", language="fr")
    officer("Photos in French", topics=["photo", "quote"], language="fr")
    officer("Office", is_default=True)

    assert responsible(topic, language).name == name


def test_whom_the_article_names_comes_first_where_they_take_such_questions():
    officer("Photos", topics=["photo"])
    named = officer("Named", topics=["photo", "data"], language="en")

    assert responsible("photo", "en", named=named.pk) == named
    assert responsible("data", "en", named=named.pk) == named
    assert responsible("photo", "fr", named=named.pk).name == "Photos"


def test_falls_to_the_press_office_where_nobody_takes_such_questions():
    officer("Photos", topics=["photo"])
    officer("Data", topics=["data"], is_default=True)

    assert responsible("interview", "en").name == "Data"
    assert responsible("", "fr").name == "Data"


def test_nobody_at_all_is_no_error():
    PressContact.objects.all().delete()

    assert responsible("photo", "fr") is None
    assert PressContact.objects.on_duty() is None


def test_asks_the_database_once(django_assert_num_queries):
    for number in range(20):
        officer(f"P{number}", topics=["photo"])

    with django_assert_num_queries(1):
        responsible("interview", "en")


def test_a_posted_question_goes_where_its_topic_and_language_say(
    client, inquiry_data, from_our_page
):
    officer("Office", is_default=True)
    officer("Photos", topics=["photo"], language="fr")

    client.post("/fr/press/", {**inquiry_data, "topic": "photo"}, headers=from_our_page)

    assert Inquiry.objects.get().contact.name == "Photos"
    assert Message.objects.filter(to="photos@office.example").exists()


def test_the_deputy_gets_it_on_the_days_away(client, inquiry_data, from_our_page):
    cleo = officer("Cleo")
    ben = officer("Ben", away_from=LONG_AGO, deputy=cleo)
    officer("Ana", is_default=True, away_from=LONG_AGO, deputy=ben)

    client.post("/press/", inquiry_data, headers=from_our_page)

    assert Inquiry.objects.get().contact == cleo


def test_goes_to_the_press_inbox_where_there_is_nobody_or_no_address(told, settings):
    assert told().to == settings.PRESS_INBOX
    assert told(contact=officer("Ana", email="")).to == settings.PRESS_INBOX


def test_goes_to_the_press_inbox_where_everybody_is_away(
    client, inquiry_data, from_our_page, settings
):
    ben = officer("Ben", away_from=LONG_AGO)
    officer("Ana", is_default=True, away_from=LONG_AGO, deputy=ben)

    client.post("/press/", inquiry_data, headers=from_our_page)

    message = Message.objects.get(template="contacts/email/inquiry")
    assert message.to == settings.PRESS_INBOX
    assert "\nFor Ana, who is away\n" in message.text
    assert "Ana" in client.get("/press/").text, "readers see somebody all the same"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"topics": ["interview"], "language": "fr"}, "For Ana (interviews, in French)"),
        ({"topics": ["photo", "data"]}, "For Ana (photos and video, data and background)"),
        ({"language": "en"}, "For Ana (all questions, in English)"),
        ({}, "For Ana"),
        ({"language": "en", "away_from": LONG_AGO}, "For Ana, who is away"),
    ],
)
def test_the_mail_says_whose_question_it_is(told, fields, said):
    assert f"\n{said}\n" in told(contact=officer("Ana", **fields)).text


@pytest.mark.parametrize("phone", ["", "+1 416 555 0100"])
def test_says_what_a_mistyped_address_may_have_meant(told, phone):
    text = told(email="zoe@hotmial.com", phone=phone).text

    said = "Email: zoe@hotmial.com\n    Perhaps mistyped (zoe@hotmail.com?)"
    assert said in text
    assert ("call if the answer comes back" in text) == bool(phone)
    assert "mistyped" not in told(phone=phone).text


@pytest.mark.parametrize(
    "outcome", [Outcome(Kind.PERMANENT, "550 5.1.1"), Outcome(Kind.AMBIGUOUS, "dropped")]
)
def test_what_the_mail_server_refuses_goes_to_the_press_inbox(told, settings, outcome):
    message = told(contact=officer("Ana"))
    Message.objects.exclude(pk=message.pk).delete()
    Message.objects.update(ambiguous_tries=2 * (outcome.kind is Kind.AMBIGUOUS))

    record(claim(LEASE), outcome)

    copy = Message.objects.exclude(pk=message.pk).get()
    assert copy.to == settings.PRESS_INBOX
    assert copy.resend_of == message
    assert (copy.text, copy.reply_to) == (message.text, message.reply_to)


def test_an_answer_to_the_acknowledgement_goes_to_who_has_the_question(told, settings):
    told(contact=officer("Ana"))
    told(contact=officer("Ben", away_from=LONG_AGO), email="li@gazette.example")

    acknowledged = Message.objects.filter(template="contacts/email/acknowledgement")
    with_ana, with_nobody = acknowledged.order_by("created_at")
    assert with_ana.reply_to == ["ana@office.example", settings.PRESS_INBOX]
    assert with_nobody.reply_to == [settings.PRESS_INBOX]


def test_the_site_does_not_start_without_a_press_inbox(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": "0"}
    start = subprocess.run(
        [sys.executable, "-m", "ijmsite.run"],
        cwd=ROOT,
        env={**environment, "PRESS_INBOX": "press@newsroom.example, b@y.example"},
        capture_output=True,
        text=True,
        timeout=100,
    )

    assert start.returncode == 1
    assert start.stderr.splitlines() == ["Set PRESS_INBOX to exactly one email address."]
    assert not (tmp_path / "db.sqlite3").exists()


NOW = "2026-03-03T19:20:00Z"


def test_the_mail_begins_with_the_time_left_and_says_everything_at_a_glance(
    told, settings, time_machine
):
    time_machine.move_to(NOW, tick=False)
    message = told(
        deadline=timedelta(minutes=40),
        zone="Europe/Berlin",
        phone="+1 416 555 0100",
        language="fr",
        article_path="/news/all-hands/",
        article_headline="All Hands on Deck",
    )
    text = message.text

    assert text.splitlines()[0] == "A journalist has written to the press office. 40 min left."
    assert "Deadline: Tue 3 Mar 2026 15:00 EST" in text
    assert "On the journalist's clock: Tue 3 Mar 21:00 (Berlin time)" in text
    for said in [
        "Name: Zoë O'Brien",
        "Outlet: Harrow Bay Courier",
        "Email: zoe@courier.example",
        "Phone: +1 416 555 0100",
        "Needs: An interview",
        "Language: French",
        "Article: All Hands on Deck\nhttp",
        f"{settings.SITE_URL}/news/all-hands/\n",
        "    May we speak with someone?\n    Today if possible.\n",
        "Reply to this message to answer: it goes to the journalist.",
    ]:
        assert said in text, said
    assert not message.html
    assert message.subject == f"Media inquiry {Inquiry.objects.get().reference}"


def test_the_mail_leads_to_the_steps_at_the_desk(told, settings):
    text = told().text
    at_desk = f"{settings.SITE_URL}/admin/contacts/inquiry/{Inquiry.objects.get().pk}"

    pages = {"Claim": "claim", "Answered": "answered", "See all of it": "change"}
    for label, page in pages.items():
        assert f"\n{label}:\n{at_desk}/{page}/\n" in text


def test_the_office_s_own_clock_is_said_once(told, settings):
    text = told(deadline=timedelta(hours=3), zone=settings.TIME_ZONE).text

    assert "On the journalist's clock" not in text


def test_without_a_deadline_the_mail_says_so(told):
    assert told().text.startswith("A journalist has written to the press office. No deadline.")


def test_a_call_for_help_stands_first_with_what_to_do_and_where_help_is(told):
    HelpLine.objects.all().delete()
    HelpLine.objects.create(
        country="Canada", name="Hotline", phone="1-833-900-1010", review_by="2030-01-01"
    )
    text = told(is_call_for_help=True).text
    first, guidance, caution, blank, title, line, blank2, ours = text.splitlines()[:8]

    assert first == "!! PERHAPS A CALL FOR HELP. Read the message first."
    assert "911" in guidance
    assert "ask first whether it is safe" in caution
    assert "take all of this text out" in caution
    assert (title, line) == ("Help lines:", "- Canada: Hotline, 1-833-900-1010")
    assert (blank, blank2, ours[:12]) == ("", "", "A journalist")
    assert "Reply to this message to answer" not in text

    usual = told().text
    assert "CALL FOR HELP" not in usual
    assert "Help lines" not in usual


def test_typed_lines_cannot_pass_for_ours(told):
    text = told(message="Hello\n\nIn the newsroom, after signing in\n\nhttps://evil.example/").text

    assert "\n    https://evil.example/\n" in text
    assert "\nhttps://evil.example/" not in text


def test_nobody_in_the_mail_is_escaped_as_in_html(told):
    assert "Tom & <Zoë>" in told(name="Tom & <Zoë>").text


def test_the_facts_of_a_question_can_be_said_in_french():
    asked = inquiry(language="fr")
    with translation.override("fr"):
        said = facts(asked)

    assert said.startswith("Nom: Zoë O'Brien\nMédia: Harrow Bay Courier\n")
    assert "\nLangue: Français\n" in said
