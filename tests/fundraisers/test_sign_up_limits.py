"""A flood of sign-ups is refused without losing a word, and whoever else signs up is served."""

from datetime import timedelta

import pytest
from django.test import Client

from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.web.models import Tally
from ijmsite.web.proxies import trust_proxies
from tests.threads import at_once

pytestmark = pytest.mark.django_db
LIMIT = 5


@pytest.fixture
def post(signup_data, from_our_page):
    """Return a function that posts a sign-up of its own number from an address."""

    def post(number, address="203.0.113.9", **fields):
        data = {**signup_data, "city": f"Town {number}", **fields}
        return Client(REMOTE_ADDR=address).post("/fundraise/", data, headers=from_our_page)

    return post


def statuses(answers):
    return [answer.status_code for answer in answers]


def test_five_of_one_sender_in_an_hour(post):
    assert statuses(post(number) for number in range(7)) == [303] * LIMIT + [429] * 2
    assert Fundraiser.objects.count() == LIMIT
    assert post("of somebody else", "203.0.113.10").status_code == 303


def test_five_more_when_the_hour_is_over(post, time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    for number in range(LIMIT):
        post(number)
    time_machine.shift(timedelta(minutes=48))
    refused = post("late")
    assert refused["Retry-After"] == "720"
    assert "in 12 minutes" in refused.text
    time_machine.shift(timedelta(seconds=int(refused["Retry-After"])))

    assert statuses(post(f"again {number}") for number in range(6)) == [303] * LIMIT + [429]


def test_a_refused_form_keeps_what_was_typed(post, signup_data):
    for number in range(LIMIT):
        post(number)
    html = post("<kept>", language="fr").text

    for kept in ["Amina Roy", "amina@supporter.example", "2030-02-11", "Town &lt;kept&gt;"]:
        assert f'value="{kept}"' in html
    assert '<option value="polar_dip" selected>' in html
    assert '<option value="fr" selected>' in html
    assert "Nothing is lost" in html


def test_what_is_refused_tells_nobody_and_counts_nothing(post):
    for number in range(LIMIT):
        post(number)
    before = Message.objects.count(), [*Tally.objects.order_by("pk").values_list("pk", "count")]
    post("refused")

    assert before == (
        Message.objects.count(),
        [*Tally.objects.order_by("pk").values_list("pk", "count")],
    )


def test_the_same_submission_still_gets_its_thanks(post):
    for number in range(LIMIT + 1):
        post(number)

    assert post(0).status_code == 303


def test_nobody_else_learns_beyond_the_limit_what_was_sent(post):
    post("secret")
    for number in range(LIMIT):
        post(number, "198.51.100.7")
    right, wrong = post("secret", "198.51.100.7"), post("wrong", "198.51.100.7")

    assert statuses([right, wrong]) == [429, 429]
    assert right.text.replace("Town secret", "Town wrong") == wrong.text
    assert post("secret").status_code == 303


def test_the_same_words_from_elsewhere_count_there_and_store_nothing(post):
    post("secret")
    answers = [post("secret", "198.51.100.7") for _again in range(3)]
    answers += [post(number, "198.51.100.7") for number in range(LIMIT)]

    assert statuses(answers) == [303] * (3 + LIMIT - 1) + [429]
    assert Fundraiser.objects.count() == LIMIT


def test_what_falls_into_a_trap_counts_too(post):
    answers = [post(number, subject="x") for number in range(LIMIT + 1)]

    assert statuses(answers) == [303] * LIMIT + [429]


def test_a_network_of_many_senders_is_limited_as_well(post, monkeypatch):
    monkeypatch.setattr("fundraisers.services.receiving.NETWORK_LIMIT", 4)
    answers = [post(number, f"203.0.113.{number}") for number in range(6)]

    assert statuses(answers) == [303] * 4 + [429] * 2
    assert post("from another network", "203.0.114.1").status_code == 303


def test_questions_to_the_press_office_are_counted_apart(post, post_inquiry, inquiry_data):
    for number in range(LIMIT):
        post(number, "127.0.0.1")

    assert post_inquiry(inquiry_data).status_code == 303


@pytest.mark.parametrize("trusted", [[], ["10.0.0.1"]])
def test_a_forged_forwarded_for_helps_nobody(post, settings, trusted):
    settings.TRUSTED_PROXIES = trusted
    answers = []
    for number in range(8):
        environ = {
            "REMOTE_ADDR": "10.0.0.1",
            # A proxy adds whom it has seen behind what the client claims.
            "HTTP_X_FORWARDED_FOR": f"198.51.{number}.7, 203.0.113.9",
        }
        seen = {}
        trust_proxies(lambda e, start, seen=seen: seen.update(e) or [])(environ, None)
        answers.append(post(number, seen["REMOTE_ADDR"]))

    assert statuses(answers) == [303] * LIMIT + [429] * 3


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_are_never_more_than_five(post):
    answers = at_once(post, 12)

    assert sorted(statuses(answers)) == [303] * LIMIT + [429] * 7
    assert Fundraiser.objects.count() == LIMIT
