"""The page /me/: whoever reads the mail of an address sees, corrects and deletes what is there."""

import json
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Inquiry
from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger
from ijmsite.privacy.models import Consent, DataLink, Receipt, hash_address
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

from .people import (
    AMINA,
    NAME,
    asked,
    confirmed,
    history,
    link_for,
    mails_to,
    path_of,
    signed_up,
    wrote,
)

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody.canary@supporter.example"


@pytest.fixture
def inquiry(post_inquiry, inquiry_data):
    return wrote(post_inquiry, inquiry_data)


@pytest.fixture
def fundraiser(post_signup, signup_data):
    return signed_up(post_signup, signup_data, news_consent="on", planning_consent="on")


@pytest.fixture
def ask(client, from_our_page):
    def ask(email, path="/me/", **more):
        return client.post(path, {"email": email, **more}, headers=from_our_page)

    return ask


def asked_mail(email):
    return Message.objects.filter(template="privacy/email/me", to=email).latest("created_at")


# Asking


@pytest.mark.parametrize("path", ["/me/", "/fr/me/"])
def test_the_page_sets_no_cookie_and_is_kept_nowhere(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert '<label for="me_email"' in response.text


def test_whoever_has_data_gets_a_link_and_the_others_a_word(ask, inquiry, settings, client):
    ask(AMINA)
    ask(UNKNOWN)

    known, unknown = asked_mail(AMINA), asked_mail(UNKNOWN)
    assert NAME in client.get(path_of(known, settings)).text
    assert "We have nothing about it." in unknown.text
    assert "/me/" not in unknown.text
    assert known.subject == unknown.subject, "staff see the subjects"
    assert known.is_secret
    assert unknown.is_secret


def test_the_answer_tells_nobody_who_is_known(ask, inquiry):
    def answer(email):
        with CaptureQueriesContext(connection) as queries:
            response = ask(email)
        kinds = [query["sql"].split()[0] for query in queries]
        return (response.status_code, response["Location"], response.content, kinds)

    ask("warm@up.example")

    assert answer(AMINA) == answer(UNKNOWN)


def test_asking_again_does_not_make_somebody_known(ask):
    for _time in range(2):
        ask(UNKNOWN)

    assert "We have nothing about it." in asked_mail(UNKNOWN).text


def test_the_mail_speaks_the_language_of_the_page(ask, inquiry):
    assert ask(AMINA, "/fr/me/")["Location"] == "/fr/me/sent/"

    assert "/fr/me/" in asked_mail(AMINA).text


def test_an_address_is_mailed_once_an_hour_however_often_it_is_entered(ask, inquiry):
    for _time in range(3):
        assert ask(AMINA)["Location"] == "/me/sent/"
    call_command("deliver_mail", "--once", verbosity=0)

    states = Message.objects.filter(template="privacy/email/me").values_list("state", flat=True)
    assert sorted(states) == ["cancelled", "cancelled", "sent"]


def test_one_sender_asks_five_times_an_hour(ask):
    answers = [ask(f"a{number}@x.example") for number in range(6)]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "a5@x.example" in answers[-1].text, "nothing typed is lost"
    assert int(answers[-1]["Retry-After"]) > 3000


def test_a_slip_is_asked_about_and_a_wrong_address_is_named(ask):
    assert "Did you mean" in ask("amina@gmial.com").text
    assert "Tell us which address it is about." in ask("").text
    assert not Message.objects.exists()


def test_a_program_gets_the_same_answer_and_nobody_a_mail(ask, inquiry):
    before = Message.objects.count()

    assert ask(AMINA, subject="Cheap pills")["Location"] == "/me/sent/"
    assert Message.objects.count() == before


def test_a_form_of_another_site_sends_nothing(client):
    response = client.post("/me/", {"email": AMINA}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert not Message.objects.exists()


def test_the_mail_is_blank_once_it_has_left(ask, inquiry):
    ask(AMINA)
    call_command("deliver_mail", "--once", verbosity=0)

    assert asked_mail(AMINA).state == "sent"
    assert not asked_mail(AMINA).text


# Looking


def test_shows_all_in_plain_words(client, inquiry, fundraiser, settings):
    confirmed()
    asked()
    page = client.get(link_for(AMINA, settings)).text

    for said in [inquiry.reference, "Harrow Bay Courier", "Polar dip", "February 11, 2030"]:
        assert said in page
    assert "Yes, email me IJM Canada news" in page, "the words of the consent"
    assert "Confirmed by mail" in page
    assert "By email" in page, "what was asked"
    assert "Why we keep it: to answer you" in page


def test_finds_an_address_in_any_case(client, inquiry, settings):
    assert inquiry.reference in client.get(link_for(AMINA.upper(), settings)).text


def test_shows_nothing_of_anybody_else(client, post_inquiry, inquiry_data, inquiry, settings):
    post_inquiry(inquiry_data | {"email": "x" + AMINA, "name": "Somebody Else"})

    assert "Somebody Else" not in client.get(link_for(AMINA, settings)).text


def test_nothing_typed_is_taken_for_html(client, post_inquiry, inquiry_data, settings):
    wrote(post_inquiry, inquiry_data, message="<script>alert(1)</script> " * 30)

    for page in ["", "my-data.html"]:
        assert "<script>alert" not in client.get(link_for(AMINA, settings) + page).text


def test_looking_changes_nothing(client, inquiry, fundraiser, settings):
    path = link_for(AMINA, settings)
    pages = ["", "delete/", "my-data.json", "my-data.html"]
    pages += [f"inquiries/{inquiry.pk}/", f"sign_ups/{fundraiser.pk}/"]
    for page in pages:
        for method in [client.get, client.head]:
            with CaptureQueriesContext(connection) as queries:
                assert method(path + page).status_code == 200
            writes = [q["sql"] for q in queries if not q["sql"].startswith("SELECT")]
            assert not writes


def test_the_link_works_for_a_day(client, inquiry, settings, time_machine):
    path = link_for(AMINA, settings)
    time_machine.move_to(timezone.now() + timedelta(hours=23, minutes=50))
    assert client.get(path).status_code == 200

    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    for page in ["", "delete/", "my-data.json", f"inquiries/{inquiry.pk}/"]:
        assert client.get(path + page).status_code == 404
        assert client.post(path + page).status_code in (404, 405)
    assert Inquiry.objects.exists()


def test_what_opens_nothing_is_one_neutral_page(client, inquiry, settings, time_machine):
    path = link_for(AMINA, settings)
    wrong = client.get("/me/x/")
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    expired = client.get(path)

    assert wrong.status_code == expired.status_code == 404
    assert wrong.text.replace("/me/x/", "") == expired.text.replace(path, "")
    assert AMINA not in expired.text


def test_the_pages_are_kept_and_told_nowhere(client, inquiry, settings):
    path = link_for(AMINA, settings)
    for page in ["", "delete/", "my-data.json", "my-data.html", f"inquiries/{inquiry.pk}/"]:
        response = client.get(path + page)

        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies


def test_the_database_keeps_no_token(inquiry, settings):
    token = link_for(AMINA, settings).split("/")[2]

    assert DataLink.objects.get().digest != token


# Taking along


def test_downloads_all_as_json_and_as_a_page(client, inquiry, fundraiser, settings):
    path = link_for(AMINA, settings)
    as_json, as_page = client.get(f"{path}my-data.json"), client.get(f"{path}my-data.html")

    told = json.loads(as_json.content)
    assert told["data"]["inquiries"][0]["message"] == inquiry.message
    assert told["data"]["sign_ups"][0]["event_date"] == "2030-02-11"
    assert told["data"]["consents"][0]["words"].startswith("Yes,")
    assert inquiry.reference in as_page.text
    assert "<link" not in as_page.text
    assert "<script" not in as_page.text
    for response in [as_json, as_page]:
        assert response["Content-Disposition"].startswith('attachment; filename="my-data.')
    assert "/me/" not in as_json.text + as_page.text, "no link that opens it"


# Ending our mail


def test_one_press_ends_one_thing_and_one_ends_all(client, fundraiser, settings):
    confirmed()
    path = link_for(AMINA, settings)

    assert client.post(path, {"purpose": "planning"})["Location"] == path
    assert ledger.agreed(hash_address(AMINA)) == {"news"}
    assert Consent.objects.get(kind="withdrawn").manner == "link"

    client.post(path)
    assert not ledger.agreed(hash_address(AMINA))
    assert "You have ended it" in client.get(path).text
    assert history(AMINA)[-1] == ("withdrawn", "")


# Correcting


def test_a_journalist_corrects_what_was_typed(client, inquiry, settings):
    path = link_for(AMINA, settings)
    digest = inquiry.digest
    page = f"{path}inquiries/{inquiry.pk}/"
    assert f'value="{NAME}"' in client.get(page).text
    data = {"name": "Amina Roy", "outlet": "", "email": AMINA, "phone": "+1 416 555 0199"}

    assert client.post(page, data)["Location"] == f"{path}?done=corrected"

    inquiry.refresh_from_db()
    assert (inquiry.name, inquiry.outlet, inquiry.phone) == ("Amina Roy", "", "+1 416 555 0199")
    assert inquiry.digest == digest
    event = AuditEvent.objects.get(action="correct")
    assert event.who == "the person themselves"
    assert set(event.details["corrected"]) == {"name", "outlet", "phone"}
    assert "Roy" not in str(event.details) + event.label + event.actor_name


def test_staff_see_in_the_story_that_something_was_corrected(client, inquiry, settings):
    data = {"name": "Amina Roy", "outlet": inquiry.outlet, "email": AMINA, "phone": ""}
    client.post(f"{link_for(AMINA, settings)}inquiries/{inquiry.pk}/", data)

    client.force_login(member("PR lead"))
    page = client.get(f"/admin/contacts/inquiry/{inquiry.pk}/change/").text
    assert "the person themselves" in page
    assert "corrected: name, phone" in page


def test_a_supporter_corrects_a_sign_up(client, fundraiser, settings):
    path = link_for(AMINA, settings)
    data = {
        "name": NAME,
        "email": AMINA,
        "idea": "run",
        "event_date": "2030-03-01",
        "city": "Québec",
        "language": "fr",
    }
    client.post(f"{path}sign_ups/{fundraiser.pk}/", data)

    before = fundraiser.active_at
    fundraiser.refresh_from_db()
    assert (fundraiser.idea, fundraiser.city, fundraiser.language) == ("run", "Québec", "fr")
    assert str(fundraiser.event_date) == "2030-03-01"
    assert fundraiser.active_at > before


def test_a_correction_takes_back_nothing_that_staff_changed_meanwhile(client, fundraiser, settings):
    page = f"{link_for(AMINA, settings)}sign_ups/{fundraiser.pk}/"
    html = client.get(page).text
    shown = dict(re.findall(r'name="(initial-\w+)"(?: value="([^"]*)")?', html))
    typed = {name.removeprefix("initial-"): value for name, value in shown.items()}
    Fundraiser.objects.filter(pk=fundraiser.pk).update(event_date="2030-02-12")

    client.post(page, {**shown, **typed, "city": "Québec"})

    fundraiser.refresh_from_db()
    assert (fundraiser.city, str(fundraiser.event_date)) == ("Québec", "2030-02-12")
    assert fundraiser.name == NAME


def test_what_was_typed_wrongly_stays_in_the_form(client, inquiry, settings):
    page = f"{link_for(AMINA, settings)}inquiries/{inquiry.pk}/"
    response = client.post(page, {"name": "Amina\nRoy", "email": "x", "outlet": "Le Havre"})

    assert response.status_code == 200
    assert 'role="alert"' in response.text
    assert 'value="Le Havre"' in response.text
    inquiry.refresh_from_db()
    assert inquiry.name == NAME


def test_after_a_new_address_the_page_says_what_it_shows(client, inquiry, settings):
    path = link_for(AMINA, settings)
    data = {"name": NAME, "outlet": "", "email": "new@courier.example", "phone": ""}
    response = client.post(f"{path}inquiries/{inquiry.pk}/", data)

    page = client.get(response["Location"]).text
    assert "This page shows only what is under the old one" in page
    assert inquiry.message.split("\n")[0] not in page
    assert client.get(f"{path}inquiries/{inquiry.pk}/").status_code == 404


def test_nobody_corrects_what_is_not_theirs(client, post_inquiry, inquiry_data, inquiry, settings):
    path = link_for(AMINA, settings)
    other = wrote(post_inquiry, inquiry_data, email="other@courier.example")
    pages = [f"inquiries/{other.pk}/", "inquiries/99999999999999999999/", "consents/1/", "x/1/"]
    for page in pages:
        assert client.get(path + page).status_code == 404
        assert client.post(path + page, {"name": "X", "email": AMINA}).status_code == 404
    other.refresh_from_db()
    assert other.name == NAME


# Deleting


def test_says_first_what_goes_and_what_stays(client, inquiry, fundraiser, settings):
    asked("complain")
    page = client.get(f"{link_for(AMINA, settings)}delete/").text

    assert "Questions to the press office (1)" in page
    assert "What you asked us about your data (" not in page
    assert "that request keeps your address until we have answered it" in page
    assert "that you want no more mail from us" in page


def test_one_press_deletes_everything_and_closes_the_link(client, inquiry, fundraiser, settings):
    path = link_for(AMINA, settings)
    response = client.post(f"{path}delete/")

    receipt = Receipt.objects.get()
    assert response["Location"] == f"/me/deleted/?receipt={receipt.pk}"
    assert f"<strong>{receipt.pk}</strong>" in client.get(response["Location"]).text
    assert receipt.is_genuine
    assert client.get(path).status_code == 404
    assert not Inquiry.objects.exists()
    assert not Fundraiser.objects.exists()
    assert not mails_to(AMINA).exists()
    assert ledger.has_withdrawn(hash_address(AMINA))
    assert AuditEvent.objects.get(action="erase").who == "the person themselves"


def test_two_presses_delete_once(client, inquiry, settings):
    path = link_for(AMINA, settings)
    client.post(f"{path}delete/")

    assert client.post(f"{path}delete/").status_code == 404
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("number", ["", "x", "<b>", "1" * 30, "²"])
def test_the_last_page_repeats_nothing_but_a_number(client, number):
    response = client.get("/me/deleted/", {"receipt": number})

    assert response.status_code == 200
    assert "Your receipt" not in response.text
