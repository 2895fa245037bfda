"""The forms ask nobody else on the way: no service that is slow or down costs a question."""

import socket

import pytest

from contacts.models import Inquiry
from fundraisers.models import Fundraiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*arguments):
        raise AssertionError("a request reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_a_question_is_stored_and_judged_without_the_network(
    no_network, post_inquiry, inquiry_data
):
    spam = {**inquiry_data, "message": "Cheap casino https://a.example https://b.example " * 9}

    assert post_inquiry(inquiry_data).status_code == 303
    assert post_inquiry(spam).status_code == 303
    assert Inquiry.objects.count() == 2


def test_a_sign_up_is_stored_and_judged_without_the_network(no_network, post_signup, signup_data):
    assert post_signup(signup_data).status_code == 303
    assert Fundraiser.objects.count() == 1
