"""Asking for data again and again fills no mailbox, and what it costs says nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Inquiry
from ijmsite.mail.models import Message
from ijmsite.privacy.me.views import MeCorrectView
from ijmsite.web import traps

from .people import AMINA, NAME, link_for, wrote

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(from_our_page):
    def ask(email, sender="198.51.100.7", **more):
        client = Client(REMOTE_ADDR=sender)
        return client.post("/me/", {"email": email, **more}, headers=from_our_page)

    return ask


def test_a_mailbox_gets_three_mails_a_day_however_it_is_spelled(ask, time_machine):
    spelled = ["victim@gmail.com", "v.ictim@gmail.com", "victim+1@gmail.com", "Victim@gmail.com"]
    answers = []
    for number, address in enumerate(spelled):
        answers.append(ask(address, f"203.0.{number}.5"))
        time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert {answer["Location"] for answer in answers} == {"/me/sent/"}
    assert Message.objects.count() == 3

    time_machine.move_to(timezone.now() + timedelta(hours=20))
    ask("victim@gmail.com", "203.0.113.9")
    assert Message.objects.count() == 4


def test_a_network_asks_thirty_times_an_hour(ask):
    answers = [ask(f"a{n}@x.example", f"203.0.113.{n // 5}") for n in range(31)]

    assert [answer.status_code for answer in answers] == [303] * 30 + [429]


def test_a_try_that_is_refused_costs_nothing(ask, monkeypatch):
    monkeypatch.setattr("ijmsite.privacy.me.views.OF_NETWORK", 1)
    ask("a@x.example", "203.0.113.1")
    for _time in range(6):
        assert ask(AMINA, "203.0.113.2").status_code == 429
    monkeypatch.setattr("ijmsite.privacy.me.views.OF_NETWORK", 30)

    assert ask(AMINA, "203.0.113.2").status_code == 303
    assert Message.objects.filter(to=AMINA).exists()


def test_quick_people_are_no_program(ask):
    ask(AMINA, rendered=traps.stamp())

    assert Message.objects.filter(to=AMINA).exists()


def test_whoever_fills_in_the_hidden_field_gets_no_mail(ask):
    assert ask(AMINA, subject="pills")["Location"] == "/me/sent/"
    assert not Message.objects.exists()


@pytest.mark.parametrize("page", ["", "delete/", "my-data.json", "my-data.html"])
def test_no_page_reads_the_texts_of_all_mails(client, post_inquiry, inquiry_data, settings, page):
    wrote(post_inquiry, inquiry_data)
    path = link_for(AMINA, settings)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path + page).status_code == 200

    assert queries.captured_queries
    assert not [one["sql"] for one in queries if " LIKE " in one["sql"].upper()]


def test_asking_reads_no_texts_and_looks_before_it_writes(ask, post_inquiry, inquiry_data):
    wrote(post_inquiry, inquiry_data)
    with CaptureQueriesContext(connection) as queries:
        ask(AMINA)
    asked = [one["sql"] for one in queries]
    looked = [n for n, sql in enumerate(asked) if "COUNT(*)" in sql and "contacts_inquiry" in sql]

    assert looked
    assert not [sql for sql in asked if " LIKE " in sql.upper()]
    opened = next(n for n, sql in enumerate(asked) if "privacy_datalink" in sql)
    assert looked[0] < opened


def test_a_row_that_goes_while_it_is_corrected_is_the_neutral_page(
    client, post_inquiry, inquiry_data, settings, monkeypatch
):
    inquiry = wrote(post_inquiry, inquiry_data)
    path = link_for(AMINA, settings)
    find = MeCorrectView.find

    def find_and_lose(self, *args, **kwargs):
        link = find(self, *args, **kwargs)
        Inquiry.objects.all().delete()
        return link

    monkeypatch.setattr(MeCorrectView, "find", find_and_lose)
    data = {"name": NAME, "outlet": "", "email": AMINA, "phone": ""}
    response = client.post(f"{path}inquiries/{inquiry.pk}/", data)

    assert response.status_code == 404
    assert "This link does not work" in response.text
