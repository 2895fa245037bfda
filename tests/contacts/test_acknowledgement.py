"""The journalist's acknowledgement and the page of thanks: what happens next, and nothing typed."""

import re

import lxml.html
import pytest
from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry, PressContact
from contacts.services import telling
from ijmsite.mail.models import Message
from ijmsite.pages.models import HelpLine
from news.models import Article

pytestmark = pytest.mark.django_db

OPEN = "2026-11-30T15:00:00Z"
CLOSED = "2026-11-28T15:00:00Z"


@pytest.fixture
def press_contact():
    return PressContact.objects.create(
        name="Petra Kooman",
        title="Director",
        title_fr="Directrice",
        phone="519.679.5030",
        extension="229",
        is_default=True,
    )


@pytest.fixture
def acknowledge(client, inquiry_data, from_our_page):
    def acknowledge(prefix="", **typed):
        client.post(f"{prefix}/press/", {**inquiry_data, **typed}, headers=from_our_page)
        return Message.objects.get(template="contacts/email/acknowledgement")

    return acknowledge


def test_holds_no_word_of_what_was_typed(acknowledge, press_contact):
    canaries = {
        "name": "Canaryname",
        "outlet": "Canaryoutlet",
        "phone": "canary 555 0100",
        "topic": "photo",
        "message": "canarymessage https://canary.example",
        "article": "/canary/",
        "zone": "Pacific/Chatham",
        "deadline": "2029-07-19T03:33",
        "rendered": "",
        "email_as_is": "canary@canary.example",
    }
    message = acknowledge(**canaries)
    said = (message.subject + message.text + str(message.headers)).casefold()

    for word in ["canary", "chatham", "2029", "03:33", "555", "photo", "zoe"]:
        assert word not in said
    assert not message.html
    assert not message.attachments


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_says_what_happens_next_and_whom_to_call(acknowledge, press_contact, prefix):
    message = acknowledge(prefix)
    reference = Inquiry.objects.get().reference

    assert reference in message.subject
    assert reference in message.text
    assert "519.679.5030" in message.text
    assert "229" in message.text
    assert message.headers["Auto-Submitted"] == "auto-replied"
    assert message.language == (prefix.strip("/") or "en")


def test_names_a_phone_where_no_contact_is_stored(acknowledge, settings):
    assert settings.HELP_PHONE in acknowledge().text.partition("-- \n")[0]


def test_says_when_the_office_is_open(acknowledge, press_contact, time_machine):
    time_machine.move_to(OPEN)

    assert "Our office is open today until 5 p.m. EST." in acknowledge().text


def test_gives_the_line_for_when_the_office_is_closed(acknowledge, press_contact, time_machine):
    PressContact.objects.update(after_hours="519.555.0199")
    time_machine.move_to(CLOSED)
    text = acknowledge().text

    assert "It opens on Monday, November 30 at 9 a.m. EST." in text
    assert "519.555.0199" in text


@pytest.mark.parametrize(
    ("now", "deadline", "is_asked_to_call"),
    [
        (CLOSED, "2026-11-29T12:00", True),
        (CLOSED, "2026-12-01T12:00", False),
        (CLOSED, "", False),
        (OPEN, "2026-11-30T12:00", False),
    ],
    ids=["before the office opens", "after it has opened", "none", "while it is open"],
)
def test_whose_deadline_comes_before_the_office_opens_is_asked_to_call(
    acknowledge, press_contact, time_machine, now, deadline, is_asked_to_call
):
    time_machine.move_to(now)
    text = acknowledge(deadline=deadline).text

    assert ("The deadline that you named is before that: please call us." in text) == (
        is_asked_to_call
    )


def test_nobody_is_asked_to_call_about_a_deadline_that_has_passed(
    acknowledge, press_contact, time_machine
):
    time_machine.move_to(CLOSED)
    acknowledge(deadline="2026-11-29T12:00")
    # As of one that was put aside until now.
    time_machine.move_to("2026-11-29T20:00:00Z")

    said = telling.compose(Inquiry.objects.get()).acknowledgement.text

    assert "reads your question when the office opens." in said
    assert "please call us" not in said


def test_shows_the_first_help_line(acknowledge, press_contact):
    HelpLine.objects.all().delete()
    assert "danger" not in acknowledge().text
    Message.objects.all().delete()
    Inquiry.objects.all().delete()
    HelpLine.objects.create(
        country="Canada",
        country_fr="Canada",
        name="Hotline",
        name_fr="Ligne d'urgence",
        phone="1-833-900-1010",
        hours="Day and night",
        hours_fr="Jour et nuit",
        review_by="2030-01-01",
    )
    message = acknowledge(email="li@gazette.example")

    assert "Hotline (Canada)\n1-833-900-1010" in message.text


def test_has_no_gaps_and_no_leftovers(acknowledge, press_contact):
    text = acknowledge().text

    assert "\n\n\n" not in text
    assert not re.search(r"[{}]|None|%\(", text)


def test_an_address_is_written_to_once_in_an_hour(acknowledge, press_contact):
    for number in range(5):
        acknowledge(
            email="Zoe@courier.example" if number % 2 else "zoe@courier.example",
            message=f"Question {number}",
        )

    assert Inquiry.objects.count() == 5


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            OPEN,
            "The press office reads your question next and answers you in person, by email. "
            "Our office is open today until 5 p.m. EST.",
        ),
        (
            CLOSED,
            "Our office is closed now. It opens on Monday, November 30 at 9 a.m. EST. "
            "The press office reads your question then, and answers you in person, by email.",
        ),
    ],
)
def test_thanks_say_when_somebody_reads_it(client, press_contact, time_machine, now, words):
    time_machine.move_to(now)
    response = client.get("/press/thanks/?reference=M-7KQ2XF")

    assert words in response.text
    assert "519.679.5030" in response.text
    assert "no-store" in response["Cache-Control"]


def test_thanks_name_a_help_line_where_the_form_answers_in_place_too(client):
    HelpLine.objects.all().delete()
    baker.make(HelpLine, country="Canada", name="Hotline", phone="1-833-900-1010")
    html = client.get("/press/thanks/?reference=M-7KQ2XF").text
    [answer] = lxml.html.fromstring(html).xpath("//*[@data-answer]")

    assert "1-833-900-1010" in answer.text_content()


def test_thanks_say_what_a_reference_is_worth_only_where_there_is_one(client):
    assert "only the first" in client.get("/press/thanks/?reference=M-7KQ2XF").text
    assert "only the first" not in client.get("/press/thanks/").text


def test_thanks_name_the_after_hours_line_only_when_the_office_is_closed(
    client, press_contact, time_machine
):
    PressContact.objects.update(after_hours="519.555.0199")
    time_machine.move_to(CLOSED)
    answer = client.get("/press/thanks/?reference=M-7KQ2XF").text.partition("data-answer")[2]
    assert "519.555.0199" in answer

    time_machine.move_to(OPEN)
    assert "519.555.0199" not in client.get("/press/thanks/?reference=M-7KQ2XF").text


def test_thanks_name_a_phone_where_no_contact_is_stored(client, settings):
    answer = client.get("/press/thanks/").text.partition("data-answer")[2].partition("</div>")[0]

    assert settings.HELP_PHONE in answer


@pytest.fixture
def make_article():
    def make_article(slug, **fields):
        now = timezone.now()
        return baker.make(Article, slug=slug, status="published", publish_at=now, **fields)

    return make_article


def test_the_form_says_in_which_language_we_answer_and_leads_to_the_other(client, make_article):
    make_article("all-hands")
    english = client.get("/press/?article=/news/all-hands/").text
    french = client.get("/fr/press/?article=/fr/news/all-hands/").text

    assert "We answer in English." in english
    assert 'href="/fr/press/?article=%2Ffr%2Fnews%2Fall-hands%2F" lang="fr"' in english
    assert 'href="/press/?article=%2Fnews%2Fall-hands%2F" lang="en"' in french
    assert 'href="/fr/press/" lang="fr"' in client.get("/press/").text


@pytest.mark.parametrize("page", ["/news/all-hands/", "/press/?article=/news/all-hands/"])
def test_the_form_in_the_other_language_is_about_the_article_in_that_language(
    client, make_article, page
):
    english = make_article("all-hands", language="en")
    make_article("tous-sur-le-pont", language="fr", translation_of=english)

    assert 'href="/fr/press/?article=%2Ffr%2Fnews%2Ftous-sur-le-pont%2F"' in client.get(page).text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_what_is_carried_from_the_other_language_is_shown_and_not_sent(
    client, inquiry_data, make_article, headers
):
    make_article("all-hands", headline="All Hands on Deck")
    typed = {**inquiry_data, "email": "not yet", "article": "/news/all-hands/", "carried": "1"}
    response = client.post("/fr/press/?article=/fr/news/all-hands/", typed, headers=headers)

    assert not Inquiry.objects.exists()
    assert "Today if possible." in response.text
    assert 'value="not yet"' in response.text
    is_ours = headers["Sec-Fetch-Site"] == "same-origin"
    assert response.status_code == (200 if is_ours else 403)
    assert ("error-summary" in response.text) is not is_ours
    assert ("All Hands on Deck" in response.text) is is_ours


def test_a_twin_that_is_not_public_is_in_no_link(client, make_article):
    english = make_article("all-hands", language="en")
    twin = make_article("secret", language="fr", translation_of=english)
    Article.objects.filter(pk=twin.pk).update(status="draft")

    html = client.get("/news/all-hands/").text
    assert "secret" not in html
    assert 'href="/fr/press/?article=%2Ffr%2Fnews%2Fall-hands%2F"' in html


@pytest.mark.parametrize(
    "article", ["https://evil.example/", "//evil.example", "javascript:x", "\x00", "/no/such/"]
)
def test_an_article_that_is_none_of_ours_leads_nowhere_else(client, article):
    html = client.get("/press/", {"article": article}).text
    [link] = re.findall(r'href="([^"]+)"[^>]*>Écrire', html)

    assert link == "/fr/press/"


def test_the_form_says_why_who_reads_it_and_for_how_long(client):
    html = client.get("/press/").text

    assert "We ask for this to answer you, and for nothing else." in html
    assert "for 18 months after your inquiry is closed" in html
    assert "for 18 months after your inquiry is closed" in client.get("/privacy/").text
