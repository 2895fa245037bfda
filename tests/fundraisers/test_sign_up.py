"""The sign-up: stored with consent, welcome and note together; thanks and the guide at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger
from ijmsite.privacy.models import Consent, Wording, hash_address

pytestmark = pytest.mark.django_db


def test_shows_the_form_with_the_box_unticked(client):
    response = client.get("/fundraise/?news_consent=on&news_consent=true")
    box = re.search(r'<input[^>]+name="news_consent"[^>]*>', response.text)[0]

    assert not response.cookies
    assert "checked" not in box
    assert "100 Sample Street" in response.text
    assert "withdraw" in response.text


def test_the_box_is_unticked_again_after_an_error(post_signup, signup_data):
    response = post_signup({**signup_data, "news_consent": "on", "email": "nowhere"})
    box = re.search(r'<input[^>]+name="news_consent"[^>]*>', response.text)[0]

    assert "checked" not in box


def test_stores_the_sign_up_and_its_two_messages(post_signup, signup_data, settings):
    response = post_signup(signup_data)
    fundraiser = Fundraiser.objects.get()

    assert response.status_code == 303
    assert response["Location"] == "/fundraise/thanks/"
    assert fundraiser.idea == "polar_dip"
    assert fundraiser.event_date == date(2030, 2, 11)
    assert set(Message.objects.values_list("to", flat=True)) == {
        "amina@supporter.example",
        settings.FUNDRAISING_INBOX,
    }


def test_the_welcome_brings_the_guide_and_nothing_that_was_typed(post_signup, signup_data):
    post_signup({**signup_data, "name": "Buy pills", "city": "casino.example"})
    message = Message.objects.get(to="amina@supporter.example")

    for part in (message.subject, message.text, message.html):
        assert "pills" not in part
        assert "casino" not in part
    assert message.attachments[0]["name"] == "25-tips-for-the-novice-fundraiser.pdf"
    assert "/fundraise/guide/" in message.text
    assert "/fundraise/guide/" in message.html
    assert "100 Sample Street" in message.text
    assert "100 Sample Street" in message.html


def test_says_what_was_agreed_to_and_how_to_withdraw(post_signup, signup_data, settings):
    post_signup({**signup_data, "news_consent": "on"})
    post_signup({**signup_data, "email": "li@x.example"})
    question = Message.objects.get(template="privacy/email/confirm")
    notes = Message.objects.filter(to=settings.FUNDRAISING_INBOX).order_by("created_at")

    assert question.to == "amina@supporter.example"
    assert "withdraw" in question.text
    assert ["News and fundraising ideas" in note.text for note in notes] == [True, False]


def test_the_note_names_what_was_ticked_in_words(post_signup, signup_data, settings):
    post_signup({**signup_data, "news_consent": "on", "planning_consent": "on"})
    note = Message.objects.get(to=settings.FUNDRAISING_INBOX)

    assert "mail: Reminders about your own fundraiser; News and fundraising ideas\n" in note.text


def test_two_boxes_are_asked_about_by_one_mail(client, post_signup, signup_data):
    post_signup({**signup_data, "news_consent": "on", "planning_consent": "on"})
    question = Message.objects.get(template="privacy/email/confirm")
    path = re.search(r"/confirm/\S+", question.text)[0]

    page = client.get(path).text
    assert page.count("<blockquote") == 2
    client.post(path, {"purpose": "planning"})
    assert ledger.agreed(hash_address(signup_data["email"])) == {"planning"}
    client.post(path)
    assert ledger.agreed(hash_address(signup_data["email"])) == {"planning", "news"}


def test_the_note_tells_staff_without_a_name_in_its_subject(post_signup, signup_data, settings):
    post_signup(signup_data)
    message = Message.objects.get(to=settings.FUNDRAISING_INBOX)

    assert "Amina" not in message.subject
    assert "Amina Roy" in message.text
    assert message.reply_to == ["amina@supporter.example"]


def test_works_with_everything_else_empty(post_signup):
    response = post_signup({"name": "Li", "email": "li@x.example"})

    assert response.status_code == 303
    assert Consent.objects.count() == 0


@pytest.mark.parametrize(
    ("page", "chosen", "language"),
    [
        ("/fundraise/", "", "en"),
        ("/fundraise/", "fr", "fr"),
        ("/fundraise/", "fr-ca", "en"),
        ("/fundraise/", "klingon", "en"),
        ("/fr/fundraise/", "", "fr"),
        ("/fr/fundraise/", "en", "en"),
    ],
)
def test_we_write_in_the_language_that_was_chosen_or_in_that_of_the_page(
    client, signup_data, from_our_page, page, chosen, language
):
    data = {**signup_data, "language": chosen, "news_consent": "on"}
    response = client.post(page, data, headers=from_our_page)
    mails = Message.objects.filter(to=signup_data["email"])

    assert response.status_code == 303
    assert Fundraiser.objects.get().language == language
    assert set(mails.values_list("language", flat=True)) == {language}
    # The words that were agreed to are those that were read.
    assert Consent.objects.get().wording.language == ("fr" if "/fr/" in page else "en")


def test_says_why_who_reads_it_and_for_how_long(client):
    html = client.get("/fundraise/").text

    assert "to send you the guide and to help with your fundraiser" in html
    assert "Our fundraising team reads it" in html
    assert "24 months after you last had something to do with us" in html
    assert "24 months after you last had something to do with us" in client.get("/privacy/").text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_what_is_carried_from_the_other_language_is_shown_and_not_sent(
    client, signup_data, headers
):
    typed = {**signup_data, "email": "not yet", "news_consent": "on", "carried": "1"}
    response = client.post("/fr/fundraise/?idea=run", typed, headers=headers)
    box = re.search(r'<input[^>]+name="news_consent"[^>]*>', response.text)[0]

    assert not Fundraiser.objects.exists()
    assert 'value="not yet"' in response.text
    assert '<option value="polar_dip" selected>' in response.text
    assert "checked" not in box
    is_ours = headers["Sec-Fetch-Site"] == "same-origin"
    assert response.status_code == (200 if is_ours else 403)
    assert ("error-summary" in response.text) is not is_ours


def test_keeps_the_consent_with_its_exact_words(post_signup, signup_data):
    post_signup({**signup_data, "news_consent": "on"})
    consent = Consent.objects.get()

    assert consent.address_hash == hash_address("amina@supporter.example")
    assert "amina" not in consent.address_hash
    assert consent.form == "/fundraise/"
    assert consent.wording.version == 1
    assert consent.wording.language == "en"
    assert consent.wording.text_hash == Wording.digest(consent.wording.text)
    assert "100 Sample Street" in consent.wording.text


def test_keeps_the_words_of_the_page_in_its_language(client, signup_data, from_our_page):
    client.post("/fr/fundraise/", {**signup_data, "news_consent": "on"}, headers=from_our_page)

    assert Consent.objects.get().wording.language == "fr"
    welcome = Message.objects.get(template="fundraisers/email/welcome")
    assert welcome.attachments[0]["name"] == "25-conseils-pour-collecter-des-fonds.pdf"
    assert "/fr/fundraise/guide/" in welcome.text


def test_the_same_words_are_one_wording(post_signup, signup_data):
    for number in range(2):
        data = {**signup_data, "email": f"a{number}@x.example", "news_consent": "on"}
        post_signup(data)

    assert Consent.objects.count() == 2
    assert Wording.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_six_posts_at_once_are_one_sign_up(signup_data, from_our_page):
    def post(_number):
        try:
            data = {**signup_data, "news_consent": "on"}
            return Client().post("/fundraise/", data, headers=from_our_page).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(post, range(6))) == {303}

    assert Fundraiser.objects.count() == 1
    assert Consent.objects.count() == 1
    assert Message.objects.count() == 3


def test_a_known_address_gets_the_same_answer(post_signup, signup_data):
    first = post_signup(signup_data)
    again = post_signup({**signup_data, "city": "Elsewhere"})

    assert (first.status_code, first.headers, first.content) == (
        again.status_code,
        again.headers,
        again.content,
    )


def test_thanks_name_the_date_and_hand_over_the_guide(client, time_machine):
    # The Friday before Victoria Day, a holiday in Ontario.
    time_machine.move_to("2026-05-15T12:00:00-04:00")
    response = client.get("/fundraise/thanks/")

    assert "May 21, 2026" in response.text
    assert 'href="/fundraise/guide/"' in response.text
    assert 'href="/fundraise/guide.pdf"' in response.text
    assert 'href="/fundraise/plan/"' in response.text


BAD = {
    "name": ["a\r\nBcc: z@evil.example", "a\x00b", "\u200b\u200d", "", "x" * 121],
    "email": ["a@x.example,b@x.example", "a@[127.0.0.1]", "a@localhost", "not", ""],
    "city": ["a\nb", "\x00"],
    "idea": ["casino"],
    "event_date": ["soon", "2030-02-30", "2020-01-01", "9999-12-31"],
}


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in BAD.items() for value in values]
)
def test_an_error_stands_beside_its_field_and_in_the_summary(
    post_signup, signup_data, field, value
):
    response = post_signup({**signup_data, field: value})
    html = response.text

    assert response.status_code == 200
    assert Fundraiser.objects.count() == Message.objects.count() == 0
    assert "<title>Error: " in html
    assert re.search(rf'<a[^>]+href="#signup_{field}"', html)
    control = re.search(rf'<(?:input|select)[^>]+id="signup_{field}"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in control
    described = re.search(r'aria-describedby="([^"]+)"', control)[1].split()
    assert any(f'id="{name}"' in html for name in described if "error" in name)
    assert "Amina" in html or field == "name"


def test_a_foreign_post_is_refused_and_the_text_kept(post_signup, signup_data):
    response = post_signup(signup_data, **{"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert Fundraiser.objects.count() == 0
    assert "Amina Roy" in response.text


def test_a_tick_is_confirmed_by_a_mail_of_its_own(client, post_signup, signup_data, settings):
    post_signup({**signup_data, "news_consent": "on"})
    question = Message.objects.get(template="privacy/email/confirm")
    assert not ledger.may_write(signup_data["email"], "news")

    path = re.search(rf"{settings.SITE_URL}(/confirm/\S+)", question.text)[1]
    client.post(path)

    assert ledger.may_write(signup_data["email"], "news")


def test_without_a_tick_nothing_is_asked(post_signup, signup_data):
    post_signup(signup_data)

    assert not Message.objects.filter(template="privacy/email/confirm").exists()
    assert not Consent.objects.exists()


def test_an_address_that_others_enter_again_and_again_gets_one_welcome_a_day(
    post_signup, signup_data, time_machine, settings, tmp_path, monkeypatch
):
    settings.MAIL_FILE_DIR = tmp_path
    monkeypatch.setattr("fundraisers.services.receiving.HOST_LIMIT", 100)
    time_machine.move_to("2026-03-02T12:00:00Z")
    for number in range(20):
        post_signup({**signup_data, "name": f"Amina {number}", "news_consent": "on"})
    call_command("deliver_mail", "--once", verbosity=0)
    welcomes = Message.objects.filter(template="fundraisers/email/welcome")
    questions = Message.objects.filter(template="privacy/email/confirm")

    assert Fundraiser.objects.count() == 20
    for messages in (welcomes, questions):
        assert messages.filter(state="sent").count() == 1
        assert messages.filter(state="cancelled", last_error="sent lately").count() == 19

    time_machine.move_to("2026-03-03T12:30:00Z")
    post_signup({**signup_data, "name": "Amina again"})
    call_command("deliver_mail", "--once", verbosity=0)
    assert welcomes.filter(state="sent").count() == 2
