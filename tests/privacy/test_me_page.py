"""The page /me/: whoever reads the mail of an address sees, corrects and deletes what is there."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Inquiry
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger
from ijmsite.privacy.models import Consent, DataLink, hash_address
from ijmsite.privacy.purposes import ASKING, NEWS

from .people import (
    AMINA,
    asked,
    confirmed,
    history,
    link_for,
    signed_up,
    wrote,
)

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody.canary@supporter.example"


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
    assert "/me/" in as_json.text, "the page that asks for an address, from the welcome"
    assert path.removesuffix("/") not in as_json.text + as_page.text, "no link that opens it"


def test_one_press_ends_one_thing_and_one_ends_all(client, fundraiser, settings):
    confirmed()
    path = link_for(AMINA, settings)

    assert client.post(path, {"purpose": "planning"})["Location"] == f"{path}?done=mail#mail"
    assert ledger.agreed(hash_address(AMINA)) == {"news"}
    assert Consent.objects.get(kind="withdrawn").manner == "link"

    client.post(path)
    assert not ledger.agreed(hash_address(AMINA))
    assert "You have ended it" in client.get(path).text
    assert history(AMINA)[-1] == ("withdrawn", "")


def test_whoever_has_ended_everything_comes_back_by_one_press(client, fundraiser, settings):
    confirmed()
    path = link_for(AMINA, settings)
    assert 'name="again"' not in client.get(path).text
    client.post(path)
    assert not ledger.may_write(AMINA, ASKING)
    assert "Send me again what I ask for on this site" in client.get(path).text

    client.post(path, {"again": "1"})

    assert ledger.may_write(AMINA, ASKING), "the guide, and the question"
    assert not ledger.may_write(AMINA, NEWS), "nothing of before"
    assert 'name="again"' not in client.get(path).text
    entry = Consent.objects.latest("id")
    assert entry.wording.text == "Send me again what I ask for on this site"


def test_a_second_press_and_one_without_need_add_nothing(client, inquiry, settings):
    path = link_for(AMINA, settings)
    client.post(path, {"again": "1"})
    assert not Consent.objects.exists()

    client.post(path)
    for _press in range(2):
        client.post(path, {"again": "1"})

    assert Consent.objects.count() == 2


def test_nobody_fills_the_ledger_by_going_back_and_forth(client, inquiry, settings):
    path = link_for(AMINA, settings)
    said = []
    for _press in range(9):
        ended = client.post(path)
        back = client.post(path, {"again": "1"})
        said.append((ended["Location"].removeprefix(path), back["Location"].removeprefix(path)))

    assert said == [("?done=mail#mail",) * 2] * 5 + [("?done=mail#mail", "?done=later#mail")] * 4
    assert "It is done." in client.get(f"{path}?done=mail").text
    assert "come back tomorrow" in client.get(f"{path}?done=later").text
    assert Consent.objects.count() == 5 + 6
    assert not ledger.may_write(AMINA, ASKING), "the ending counts, however often"


def test_whoever_had_everything_deleted_comes_back_as_well(
    client, fundraiser, post_signup, signup_data, settings
):
    client.post(link_for(AMINA, settings) + "delete/")
    Message.objects.all().delete()
    signed_up(post_signup, signup_data)
    assert not ledger.may_write(AMINA, ASKING)

    path = link_for(AMINA, settings)
    client.post(path, {"again": "1"})
    assert ledger.may_write(AMINA, ASKING)
    client.post(path)

    assert not ledger.may_write(AMINA, ASKING), "and ends it again"


def test_whoever_is_known_by_nothing_but_their_deletion_gets_the_link(client, inquiry, settings):
    client.post(link_for(AMINA, settings) + "delete/")

    assert 'name="again"' in client.get(link_for(AMINA, settings)).text
