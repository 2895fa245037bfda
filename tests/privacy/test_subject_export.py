"""What a person may have from us: all kinds, for programs and for people."""

import io
import json
import re

import pytest
from django.core.management import call_command

from ijmsite.privacy import me
from tests.staff.people import member

from .people import AMINA, NAME, asked, confirmed, link_for, noted, read, signed_up, wrote

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(post_inquiry, inquiry_data, post_signup, signup_data):
    lead = member("PR lead", first_name="Beatrice")
    inquiry = wrote(post_inquiry, inquiry_data)
    sign_up = signed_up(post_signup, signup_data, news_consent="on")
    confirmed()
    noted(inquiry, sign_up, lead)
    read(lead)
    asked()
    me.send_link(AMINA, "en")
    return inquiry


def exported(*arguments):
    out = io.StringIO()
    call_command("subject_export", *arguments, stdout=out)
    return out.getvalue()


def test_has_every_kind(everything):
    data = json.loads(exported(f" {AMINA} "))["data"]

    assert {*data} == {
        *("inquiries", "inquiry_notes", "sign_ups", "sign_up_notes", "reading_links", "reviews"),
        *("messages", "messages_about", "consents", "requests", "data_links"),
    }
    assert [entry["what"] for entry in data["consents"]] == [
        "Ticked, waits for the confirmation",
        "Confirmed by mail",
    ]
    assert data["consents"][0]["words_sha256"]
    assert data["inquiry_notes"][0]["text"] == f"{NAME} called, write to {AMINA}."


def test_tells_no_secret_and_names_no_staff(everything):
    told = exported(AMINA)

    assert not re.search(r"/me/\w", told), "only the page that asks for an address"
    assert "/reading/" not in told
    assert "/confirm/" not in told
    assert "Beatrice" not in told


def test_writes_a_page_for_people(everything, tmp_path):
    exported(AMINA, "--html", str(tmp_path / "data.html"))
    page = (tmp_path / "data.html").read_text(encoding="utf-8")

    assert everything.reference in page
    assert "Questions to the press office" in page


def test_the_page_says_what_only_the_command_looks_for(everything, client, settings):
    page = f"{link_for(AMINA, settings)}"
    told = client.get(f"{page}my-data.json").json()

    assert told["not_searched"] == ["revisions", "messages_about"]
    assert "messages_about" not in told["data"]
    assert json.loads(exported(AMINA))["not_searched"] == []
    assert "are not listed here" in client.get(page).text
    assert "Not in it:" in client.get(f"{page}my-data.html").text


def test_of_a_stranger_there_is_nothing(everything):
    assert json.loads(exported("x" + AMINA))["data"] == {}
