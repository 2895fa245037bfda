"""Programs that fill in the form are thanked, put aside and told nothing; people lose nothing."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from model_bakery import baker

from contacts import spam
from contacts.models import Inquiry
from ijmsite.mail.models import Message
from ijmsite.staff.models import AuditEvent
from ijmsite.web import traps
from news.models import Article

pytestmark = pytest.mark.django_db

ARTICLE = "/news/all-hands/"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-30T15:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def article():
    return baker.make(
        Article,
        headline="All Hands on Deck",
        slug="all-hands",
        status="published",
        publish_at=timezone.now(),
    )


def field(html, name):
    """Return the input of that name in the inquiry form."""
    [form] = re.findall(r'<form[^>]+id="inquiry-form".*?</form>', html, re.DOTALL)
    [found] = re.findall(rf'<input[^>]+name="{name}"[^>]*>', form)
    return found


def value(html, name):
    found = re.search(r'value="([^"]*)"', field(html, name))
    return found[1] if found else ""


def test_the_press_page_says_when_it_was_made_and_article_pages_do_not(client, clock, article):
    assert traps.age_of(value(client.get("/press/").text, "rendered")).total_seconds() == 0
    assert value(client.get(ARTICLE).text, "rendered") == ""


def test_the_form_on_an_article_page_is_the_same_for_everybody(client, clock, article):
    def form():
        html = Client(REMOTE_ADDR="192.0.2.7").get(ARTICLE, headers={"User-Agent": "x"}).text
        return re.search(r'<form[^>]+id="inquiry-form".*?</form>', html, re.DOTALL)[0]

    first = form()
    clock.shift(3600)

    assert form() == first


@pytest.mark.parametrize(
    ("trap", "reason"),
    [
        ({"subject": "Cheap links"}, "filled"),
        ({"rendered": "now"}, "fast"),
    ],
)
def test_who_falls_into_a_trap_is_thanked_put_aside_and_nobody_is_written_to(
    post_inquiry, inquiry_data, clock, trap, reason
):
    if trap.get("rendered") == "now":
        trap = {"rendered": traps.stamp()}
    response = post_inquiry({**inquiry_data, **trap})
    inquiry = Inquiry.objects.get()

    assert response.status_code == 303
    assert response["Location"] == f"/press/thanks/?reference={inquiry.reference}"
    assert inquiry.status == Inquiry.Status.QUARANTINED
    assert reason in inquiry.reasons
    assert not Message.objects.exists()


def test_a_person_on_the_press_page_is_not_put_aside(client, post_inquiry, inquiry_data, clock):
    rendered = value(client.get("/press/").text, "rendered")
    clock.shift(20)
    post_inquiry({**inquiry_data, "rendered": rendered})

    assert Inquiry.objects.get().status == Inquiry.Status.NEW


def test_the_first_time_counts_however_often_the_form_comes_back(
    client, post_inquiry, inquiry_data, clock
):
    rendered = value(client.get("/press/").text, "rendered")
    clock.shift(20)
    again = post_inquiry({**inquiry_data, "email": "zoe@gmial.com", "rendered": rendered}).text

    assert value(again, "rendered") == rendered
    post_inquiry({**inquiry_data, "rendered": value(again, "rendered")})
    assert Inquiry.objects.get().status == Inquiry.Status.NEW


def test_a_form_from_an_article_page_gets_no_time_when_it_comes_back(post_inquiry, inquiry_data):
    again = post_inquiry({**inquiry_data, "email": "zoe@gmial.com"}).text

    assert value(again, "rendered") == ""
    assert value(again, "email_as_is") == "zoe@gmial.com"


def test_a_page_open_for_more_than_a_day_comes_back_with_everything_kept(
    client, post_inquiry, inquiry_data, clock
):
    rendered = value(client.get("/press/").text, "rendered")
    clock.shift(25 * 3600 + 1)
    response = post_inquiry({**inquiry_data, "rendered": rendered})

    assert response.status_code == 200
    assert "open for more than a day" in response.text
    assert "Today if possible." in response.text
    assert value(response.text, "phone") == inquiry_data["phone"]
    assert value(response.text, "rendered") == ""
    assert not Inquiry.objects.exists()
    assert post_inquiry({**inquiry_data, "rendered": ""}).status_code == 303
    assert Inquiry.objects.get().status == Inquiry.Status.NEW


def test_two_tabs_are_one_question(client, post_inquiry, inquiry_data, clock):
    first = value(client.get("/press/").text, "rendered")
    clock.shift(30)
    second = value(client.get("/press/").text, "rendered")
    clock.shift(30)

    assert first != second
    answers = {
        post_inquiry({**inquiry_data, **hidden})["Location"]
        for hidden in [
            {"rendered": first},
            {"rendered": second},
            {"zone": "America/Toronto"},
            {"email_as_is": "zoe@courier.example"},
            {"subject": "x"},
        ]
    }
    assert len(answers) == 1
    assert Inquiry.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_page_from_before_the_key_was_changed_puts_nobody_aside(
    client, post_inquiry, inquiry_data, clock, settings
):
    rendered = value(client.get("/press/").text, "rendered")
    clock.shift(60)
    settings.SECRET_KEY = "another " * 10
    post_inquiry({**inquiry_data, "rendered": rendered})

    assert Inquiry.objects.get().status == Inquiry.Status.NEW
    assert Inquiry.objects.get().reasons == ["forged"]


def test_who_comes_again_without_the_trap_is_heard(post_inquiry, inquiry_data):
    first = post_inquiry({**inquiry_data, "subject": "filled by a password manager"})
    assert not Message.objects.exists()
    again = {post_inquiry(inquiry_data)["Location"] for _ in range(3)}

    inquiry = Inquiry.objects.get()
    assert again == {first["Location"]}
    assert (inquiry.status, inquiry.settled_at) == (Inquiry.Status.NEW, None)
    assert inquiry.escalate_at
    assert Message.objects.count() == 2
    [event] = AuditEvent.objects.filter(model="contacts.inquiry")
    assert (event.action, event.actor, event.actor_name) == (AuditEvent.Action.RELEASE, None, "")


@pytest.mark.parametrize("again", [{}, {"subject": "x"}])
def test_what_is_spam_by_its_words_stays_aside_however_often_it_comes(
    post_inquiry, inquiry_data, monkeypatch, again
):
    if not again:
        suspect = spam.Verdict(spam.SUSPECT, ["links"])
        monkeypatch.setattr(spam, "judge", lambda fields, traps: suspect)
    post_inquiry({**inquiry_data, "subject": "x"})
    post_inquiry({**inquiry_data, **again})

    assert Inquiry.objects.get().status == Inquiry.Status.QUARANTINED
    assert not Message.objects.exists()


@pytest.mark.parametrize("is_at_the_same_moment", [False, True])
def test_what_staff_call_spam_does_not_come_back_by_itself(
    post_inquiry, inquiry_data, monkeypatch, is_at_the_same_moment
):
    def call_it_spam(*judged):
        Inquiry.objects.update(status=Inquiry.Status.SPAM)
        return judge(*judged) if judged else None

    post_inquiry({**inquiry_data, "subject": "x"})
    judge = spam.judge
    if is_at_the_same_moment:
        monkeypatch.setattr(spam, "judge", call_it_spam)
    else:
        call_it_spam()
    post_inquiry(inquiry_data)

    assert Inquiry.objects.get().status == Inquiry.Status.SPAM


def test_two_journalists_on_one_page_without_javascript_are_two_questions(
    client, inquiry_data, from_our_page, article
):
    copy = client.get(ARTICLE).text
    for name, address in [("Zoë", "zoe@courier.example"), ("Li", "li@gazette.example")]:
        # Both send what that copy of the page holds.
        hidden = {n: value(copy, n) for n in ["article", "zone", "rendered", "subject"]}
        typed = {**inquiry_data, **hidden, "name": name, "email": address}
        assert Client().post("/press/", typed, headers=from_our_page).status_code == 303

    assert set(Inquiry.objects.values_list("name", "article_path")) == {
        ("Zoë", ARTICLE),
        ("Li", ARTICLE),
    }


def test_the_question_about_an_address_comes_once(post_inquiry, inquiry_data):
    first = post_inquiry({**inquiry_data, "email": "zoe@gmial.com"}).text

    assert "Did you mean zoe@gmail.com?" in first
    assert "<title>Error: " in first
    assert not Inquiry.objects.exists()
    typed = {**inquiry_data, "email": "zoe@gmial.com", "email_as_is": value(first, "email_as_is")}
    assert post_inquiry(typed).status_code == 303
    assert Inquiry.objects.get().email == "zoe@gmial.com"
