"""Programs that sign up are thanked, put aside and told nothing; people lose nothing."""

import re

import pytest

from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.privacy.models import Consent
from ijmsite.staff.models import AuditEvent
from ijmsite.web import traps

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-30T15:00:00Z", tick=False)
    return time_machine


def value(html, name):
    """Return what the hidden field of that name holds in the form."""
    [form] = re.findall(r'<form[^>]+id="signup-form".*?</form>', html, re.DOTALL)
    [field] = re.findall(rf'<input[^>]+name="{name}"[^>]*>', form)
    found = re.search(r'value="([^"]*)"', field)
    return found[1] if found else ""


@pytest.mark.parametrize("reason", ["filled", "fast"])
def test_who_falls_into_a_trap_is_thanked_put_aside_and_nobody_is_written_to(
    post_signup, signup_data, clock, reason
):
    trap = {"subject": "Cheap links"} if reason == "filled" else {"rendered": traps.stamp()}
    response = post_signup({**signup_data, **trap, "news_consent": "on"})
    fundraiser = Fundraiser.objects.get()

    assert (response.status_code, response["Location"]) == (303, "/fundraise/thanks/")
    assert fundraiser.set_aside_at
    assert fundraiser.reasons == [reason]
    assert not fundraiser.told_at
    assert Consent.objects.get().kind == Consent.Kind.TICKED
    assert not Message.objects.exists()


def test_the_answer_to_a_program_is_that_to_a_person(post_signup, signup_data):
    person = post_signup(signup_data)
    program = post_signup({**signup_data, "city": "Elsewhere", "subject": "x"})

    assert [person.headers, person.content] == [program.headers, program.content]


def test_a_person_on_the_page_is_not_put_aside(client, post_signup, signup_data, clock):
    rendered = value(client.get("/fundraise/").text, "rendered")
    clock.shift(20)
    post_signup({**signup_data, "rendered": rendered})

    assert not Fundraiser.objects.get().set_aside_at


def test_pages_that_are_the_same_for_everybody_have_no_time_of_their_own(client, post_signup):
    assert value(client.get("/").text, "rendered") == ""
    again = post_signup({"name": "Li"}).text
    assert value(again, "rendered") == ""


def test_a_page_from_before_the_key_was_changed_puts_nobody_aside(
    client, post_signup, signup_data, clock, settings
):
    rendered = value(client.get("/fundraise/").text, "rendered")
    clock.shift(60)
    settings.SECRET_KEY = "another " * 10
    post_signup({**signup_data, "rendered": rendered})

    assert not Fundraiser.objects.get().set_aside_at
    assert Message.objects.count() == 2


def test_a_page_open_for_more_than_a_day_comes_back_with_everything_kept(
    client, post_signup, signup_data, clock
):
    rendered = value(client.get("/fundraise/").text, "rendered")
    clock.shift(25 * 3600 + 1)
    response = post_signup({**signup_data, "rendered": rendered})

    assert "open for more than a day" in response.text
    assert "Amina Roy" in response.text
    assert value(response.text, "rendered") == ""
    assert not Fundraiser.objects.exists()


def test_the_question_about_an_address_comes_once(post_signup, signup_data):
    first = post_signup({**signup_data, "email": "amina@gmial.com"}).text

    assert "Did you mean amina@gmail.com?" in first
    assert not Fundraiser.objects.exists()
    typed = {"email": "amina@gmial.com", "email_as_is": value(first, "email_as_is")}
    assert post_signup({**signup_data, **typed}).status_code == 303
    assert Fundraiser.objects.get().email == "amina@gmial.com"


def test_two_tabs_and_another_spelling_of_the_address_are_one_sign_up(
    client, post_signup, signup_data, clock
):
    rendered = value(client.get("/fundraise/").text, "rendered")
    clock.shift(30)
    for hidden in [
        {},
        {"rendered": rendered},
        {"email_as_is": "amina@supporter.example"},
        {"email": "Amina@SUPPORTER.example"},
        {"name": "Amina  Roy "},
        {"subject": "x"},
    ]:
        assert post_signup({**signup_data, **hidden}).status_code == 303

    assert Fundraiser.objects.count() == 1
    assert Message.objects.count() == 2


def test_other_words_another_language_and_another_tick_are_a_second_sign_up(
    post_signup, signup_data
):
    for change in [{}, {"city": "Elsewhere"}, {"language": "fr"}, {"news_consent": "on"}]:
        post_signup({**signup_data, **change})

    assert Fundraiser.objects.count() == 4


def test_who_comes_again_without_the_trap_is_heard(post_signup, signup_data):
    data = {**signup_data, "news_consent": "on"}
    post_signup({**data, "subject": "filled by a password manager"})
    assert not Message.objects.exists()
    for _ in range(3):
        post_signup(data)

    fundraiser = Fundraiser.objects.get()
    assert not fundraiser.set_aside_at
    assert fundraiser.told_at
    [event] = AuditEvent.objects.filter(model="fundraisers.fundraiser")
    assert (event.action, event.actor) == (AuditEvent.Action.RELEASE, None)
    assert set(Message.objects.values_list("template", flat=True)) == {
        "fundraisers/email/welcome",
        "fundraisers/email/signup_note",
        "privacy/email/confirm",
    }
    assert Message.objects.count() == 3


def test_a_program_that_posts_twice_does_not_release_itself(post_signup, signup_data):
    for _time in range(2):
        post_signup({**signup_data, "subject": "Hello"})

    assert Fundraiser.objects.get().set_aside_at
    assert not Message.objects.exists()


def test_what_staff_have_closed_does_not_come_back_by_itself(post_signup, signup_data, clock):
    post_signup({**signup_data, "subject": "x"})
    first = Fundraiser.objects.get()
    first.closed_at = first.signed_up_at
    first.save()
    post_signup(signup_data)

    assert Fundraiser.objects.get().set_aside_at
    assert not Message.objects.exists()
