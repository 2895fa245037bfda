"""A question is stored once, with its messages, in whatever spelling and however often it comes."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from contacts.models import Inquiry
from contacts.services import telling
from ijmsite.mail.models import Message
from ijmsite.web.models import Tally

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


@pytest.mark.parametrize("is_drawn_twice", [False, True])
def test_mails_are_those_that_would_be_written_once_it_is_stored(
    post_inquiry, inquiry_data, monkeypatch, time_machine, is_drawn_twice
):
    time_machine.move_to("2026-03-02T15:00:00Z", tick=False)
    drawn = iter(["M-AAAAAA", "M-AAAAAA" if is_drawn_twice else "M-BBBBBB", "M-CCCCCC"])
    monkeypatch.setattr("contacts.services.receiving.make_reference", lambda: next(drawn))
    post_inquiry(inquiry_data)
    for name in ["second", "last"][: 1 if is_drawn_twice else 2]:
        post_inquiry({**inquiry_data, "email": f"{name}@courier.example", "message": name})

    written = [*Message.objects.order_by("key").values_list("key", "subject", "text")]
    assert len(written) == 2 * Inquiry.objects.count() > 2
    # As for a question that was put aside and that staff let through.
    Message.objects.all().delete()
    Tally.objects.all().delete()
    for inquiry in Inquiry.objects.all():
        telling.announce(inquiry)
    assert [*Message.objects.order_by("key").values_list("key", "subject", "text")] == written
    for inquiry in Inquiry.objects.all():
        [text] = [text for key, _, text in written if key == telling.key(inquiry, "press")]
        assert {*re.findall(r"/inquiry/(\d+)/", text)} == {str(inquiry.pk)}


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

    monkeypatch.setattr("contacts.services.telling.mail.put", fail)
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
    assert Inquiry.objects.untold().count() == 6 - telling.SINGLE_MAILS_OF_ONE


def test_a_trap_and_the_same_without_it_is_no_way_to_more_mails(post_inquiry, inquiry_data):
    for number in range(6):
        for trap in ["x", ""]:
            post_inquiry({**inquiry_data, "message": f"Question {number}", "subject": trap})

    assert Inquiry.objects.open().count() == 6
    told = Message.objects.filter(template="contacts/email/inquiry")
    assert told.count() == telling.SINGLE_MAILS_OF_ONE


def test_arrives_before_its_mails(post_inquiry, inquiry_data):
    post_inquiry(inquiry_data)

    inquiry = Inquiry.objects.get()
    assert inquiry.received_at <= inquiry.told_at
    for message in Message.objects.all():
        assert inquiry.received_at <= message.created_at
