"""While the database takes nothing, what a visitor typed is not lost."""

from html import escape

import pytest
from django.db import OperationalError

from contacts import views as contacts
from fundraisers import views as fundraisers


@pytest.fixture
def locked(monkeypatch):
    """Let whoever wants to store a form find the database locked."""

    def receive(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(contacts, "receive_inquiry", receive)
    monkeypatch.setattr(fundraisers.FundraiserCreateView, "receive", receive)


@pytest.mark.django_db
def test_keeps_a_question_that_could_not_be_stored(locked, post_inquiry, inquiry_data):
    response = post_inquiry(inquiry_data)

    assert response.status_code == 503
    assert response.headers["Retry-After"].isdigit()
    assert response.headers["Cache-Control"] == "no-store"
    for name in ("name", "outlet", "email", "message"):
        assert escape(inquiry_data[name]) in response.text
    assert "Nothing is lost" in response.text


@pytest.mark.django_db
def test_keeps_a_sign_up_that_could_not_be_stored(locked, post_signup, signup_data):
    response = post_signup(signup_data)

    assert response.status_code == 503
    assert response.headers["Retry-After"].isdigit()
    assert signup_data["name"] in response.text
    assert signup_data["email"] in response.text


@pytest.mark.django_db
def test_shows_what_was_typed_where_not_even_the_form_can_be_made(
    locked, client, post_inquiry, inquiry_data, monkeypatch
):
    monkeypatch.setattr(contacts.InquiryCreateView, "form_invalid", contacts.receive_inquiry)
    client.raise_request_exception = False

    response = post_inquiry(inquiry_data)

    assert response.status_code == 503
    assert response.headers["Retry-After"].isdigit()
    for name in ("name", "outlet", "email"):
        assert escape(inquiry_data[name]) in response.text
    assert "agreement?<br>Today if possible." in response.text
