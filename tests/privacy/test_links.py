"""Links in mails: looking changes nothing, a press does, and what opens nothing tells nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from ijmsite.privacy import ledger, mailing
from ijmsite.privacy.models import Consent, hash_address
from news.models import Article

from .ticking import AMINA, agree, buttons_of, press, tick

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(client, ticked, confirm_path, unsubscribe_path, method):
    for path in [confirm_path, unsubscribe_path] * 2:
        assert getattr(client, method)(path).status_code == 200

    assert Consent.objects.get() == ticked


def test_a_press_confirms_and_a_second_one_is_friendly(client, confirm_path):
    assert "Yes, email me news." in client.get(confirm_path).text
    assert not ledger.may_write(AMINA, "news")

    for _press in range(2):
        assert "It is confirmed." in press(client, confirm_path)

    assert ledger.may_write(AMINA, "news")
    assert Consent.objects.filter(kind="confirmed").count() == 1


def test_the_question_says_nothing_else_and_goes_out_with_a_way_to_unsubscribe(ticked):
    message = mailing.ask_to_confirm([ticked], email=AMINA, language="en")

    assert message.subject == "Please confirm: may we write to you?"
    assert "Yes, email me news." in message.text
    assert message.is_secret, "nobody of the staff can press for somebody else"
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http\S+/unsubscribe/\S+/>", message.headers["List-Unsubscribe"])
    assert message.headers["List-Unsubscribe"][1:-1] in message.text
    assert mailing.ask_to_confirm([ticked], email=AMINA, language="en") == message


def test_the_question_speaks_the_language_of_the_form(ticked):
    message = mailing.ask_to_confirm([ticked], email=AMINA, language="fr")

    assert "/fr/confirm/" in message.text
    assert "/fr/unsubscribe/" in message.text


def test_after_thirty_days_a_tick_cannot_be_confirmed(client, confirm_path, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=31))

    assert client.post(confirm_path).status_code == 404
    assert not ledger.may_write(AMINA, "news")


def test_an_old_link_does_not_bring_back_what_was_withdrawn(client, confirm_path, unsubscribe_path):
    press(client, confirm_path)
    press(client, unsubscribe_path)

    for page in [client.get(confirm_path).text, press(client, confirm_path)]:
        assert "You have unsubscribed since." in page
        assert "Yes, I agree" not in page, "no button that does nothing"
        assert "tick the box again where you sign up" in page
    assert not ledger.may_write(AMINA, "news")


def test_one_press_unsubscribes_from_everything_at_once(client, ticked, unsubscribe_path):
    agree(ticked)
    assert "Unsubscribe from everything" in client.get(unsubscribe_path).text

    for _press in range(2):
        assert "You are unsubscribed." in press(client, unsubscribe_path)

    assert not ledger.may_write(AMINA, "news")
    assert Consent.objects.get(kind="withdrawn").manner == "link"


def test_one_of_several_is_agreed_to_by_a_button_that_names_it(client, ticked, settings):
    other = tick("planning", "Yes, remind me.")
    message = mailing.ask_to_confirm([ticked, other], email=AMINA, language="en")
    path = re.search(rf"{settings.SITE_URL}(/confirm/\S+)", message.text)[1]

    buttons = buttons_of(client.get(path).text)

    assert buttons == [
        "Yes, I agree to all of it",
        "Yes, I agree: news and fundraising ideas",
        "Yes, I agree: reminders about my fundraiser",
    ]
    press(client, path, purpose="planning")
    assert ledger.agreed(hash_address(AMINA)) == {"planning"}
    assert buttons_of(client.get(path).text) == ["Yes, I agree"]


def test_one_thing_alone_can_be_ended_also_where_there_is_no_other(client, unsubscribe_path):
    agree(tick("planning", "Yes, remind me."))
    everything = "Unsubscribe from everything"
    page = client.get(unsubscribe_path).text
    assert buttons_of(page) == [everything, "No more reminders about my fundraiser"]

    page = press(client, unsubscribe_path, purpose="planning")

    assert "Ended, in effect now: Reminders about your own fundraiser" in page
    assert buttons_of(page) == [everything]
    assert not ledger.may_write(AMINA, "planning")
    assert not ledger.has_withdrawn(hash_address(AMINA))


def test_the_button_of_a_mail_program_needs_no_page_of_ours(client, ticked, unsubscribe_path):
    agree(ticked)

    response = client.post(
        unsubscribe_path,
        {"List-Unsubscribe": "One-Click"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"},
    )

    assert response.status_code < 400
    assert not ledger.may_write(AMINA, "news")
    assert Consent.objects.get(kind="withdrawn").manner == "one_click"


def test_the_way_out_stays_open_for_ever(client, ticked, unsubscribe_path, time_machine, settings):
    agree(ticked)
    settings.SECRET_KEY = "another one, as secrets change over the years"
    time_machine.move_to(timezone.now() + timedelta(days=4000))

    assert "You are unsubscribed." in press(client, unsubscribe_path)


def test_who_agrees_anew_can_leave_again(client, ticked, unsubscribe_path):
    agree(ticked)
    press(client, unsubscribe_path)
    again = ledger.tick(
        email=AMINA,
        purpose="news",
        version=1,
        language="en",
        text="Yes, email me news.",
        form="/fundraise/",
        at=timezone.now(),
    )
    agree(again)
    assert ledger.may_write(AMINA, "news")

    press(client, unsubscribe_path)
    assert not ledger.may_write(AMINA, "news")


def test_a_token_opens_one_kind_of_page_only(client, confirm_path, unsubscribe_path):
    swapped = [
        confirm_path.replace("/confirm/", "/unsubscribe/"),
        unsubscribe_path.replace("/unsubscribe/", "/confirm/"),
    ]
    for path in [*swapped, confirm_path[:-2] + "x/", "/confirm/x/", "/unsubscribe/%00/"]:
        for response in [client.get(path), client.post(path)]:
            assert response.status_code == 404
            assert "This link does not work." in response.text

    assert Consent.objects.count() == 1


def test_pages_behind_links_are_kept_and_told_nowhere(client, confirm_path, unsubscribe_path):
    for path in [confirm_path, unsubscribe_path, "/unsubscribe/x/"]:
        response = client.get(path)

        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies
        assert AMINA not in response.text


@pytest.mark.parametrize("slug", ["confirm", "unsubscribe", "me"])
def test_an_article_of_that_name_stays_public(client, slug):
    baker.make(Article, slug=slug, status="published", publish_at=timezone.now())
    response = client.get(f"/news/{slug}/")

    assert response.status_code == 200
    assert "X-Robots-Tag" not in response
    assert "no-store" not in response.get("Cache-Control", "")


def test_the_address_itself_stands_in_no_link_and_in_no_row(confirm_path, unsubscribe_path):
    assert "amina" not in confirm_path + unsubscribe_path
    assert Consent.objects.get().address_hash == hash_address(AMINA)
