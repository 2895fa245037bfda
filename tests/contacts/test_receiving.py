"""A question is stored once, with its messages, in whatever spelling and however often it comes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from contacts.models import Inquiry
from contacts.services import telling
from ijmsite.mail.models import Message

pytestmark = pytest.mark.django_db


def test_the_same_submission_is_one_row_and_one_set_of_messages(post_inquiry, inquiry_data):
    answers = {post_inquiry(inquiry_data)["Location"] for _ in range(6)}

    assert len(answers) == 1
    assert Inquiry.objects.count() == 1
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    "spelled",
    [
        {"email": "Zoe@COURIER.example"},
        {"message": "May we speak with someone about the agreement?\r\nToday if possible."},
        {"name": "Zoe\u0308 O'Brien"},
        {"zone": "Europe/Berlin", "deadline": "2030-03-05T23:00"},
    ],
)
def test_one_submission_is_one_row_in_whatever_spelling(post_inquiry, inquiry_data, spelled):
    post_inquiry(inquiry_data)
    post_inquiry({**inquiry_data, **spelled})

    assert Inquiry.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_deadline_by_another_clock_is_another_row(post_inquiry, inquiry_data):
    post_inquiry({**inquiry_data, "zone": "America/Toronto"})
    post_inquiry({**inquiry_data, "zone": "Europe/Berlin"})

    assert len(set(Inquiry.objects.values_list("deadline", flat=True))) == 2


def test_takes_another_reference_where_one_exists_already(post_inquiry, inquiry_data, monkeypatch):
    drawn = iter(["M-AAAAAA", "M-AAAAAA", "M-CCCCCC"])
    monkeypatch.setattr("contacts.services.receiving.make_reference", lambda: next(drawn))
    post_inquiry(inquiry_data)
    response = post_inquiry({**inquiry_data, "message": "And one more question."})

    assert response["Location"] == "/press/thanks/?reference=M-CCCCCC"
    assert set(Inquiry.objects.values_list("reference", flat=True)) == {"M-AAAAAA", "M-CCCCCC"}


def test_another_text_is_another_row(post_inquiry, inquiry_data):
    post_inquiry(inquiry_data)
    post_inquiry({**inquiry_data, "message": "And one more question."})

    assert Inquiry.objects.count() == 2


def test_the_same_words_tomorrow_are_another_row(post_inquiry, inquiry_data, time_machine):
    time_machine.move_to("2026-03-03T23:59:00Z")
    post_inquiry(inquiry_data)
    time_machine.move_to("2026-03-04T00:01:00Z")
    post_inquiry(inquiry_data)

    assert Inquiry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_six_posts_at_once_are_one_row_and_one_set_of_messages(inquiry_data, from_our_page):
    def post(_number):
        try:
            return Client().post("/press/", inquiry_data, headers=from_our_page)["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(post, range(6)))

    assert len(answers) == 1
    assert Inquiry.objects.count() == 1
    assert Message.objects.count() == 2


def test_nothing_is_stored_where_a_message_cannot_be(post_inquiry, inquiry_data, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("contacts.services.telling.mail.enqueue", fail)
    with pytest.raises(OSError, match="disk full"):
        post_inquiry(inquiry_data)

    assert Inquiry.objects.count() == 0


def test_one_sender_has_few_mails_of_their_own_and_all_questions_are_stored(
    post_inquiry, inquiry_data
):
    for number in range(6):
        post_inquiry({**inquiry_data, "message": f"Question {number}"})

    assert Inquiry.objects.count() == 6
    told = Message.objects.filter(template="contacts/email/inquiry")
    assert told.count() == telling.SINGLE_MAILS_OF_ONE


def test_a_trap_and_the_same_without_it_is_no_way_to_more_mails(post_inquiry, inquiry_data):
    for number in range(6):
        for trap in ["x", ""]:
            post_inquiry({**inquiry_data, "message": f"Question {number}", "subject": trap})

    assert Inquiry.objects.open().count() == 6
    told = Message.objects.filter(template="contacts/email/inquiry")
    assert told.count() == telling.SINGLE_MAILS_OF_ONE
