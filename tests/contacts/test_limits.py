"""A flood is refused without losing a word, and whoever else writes is served."""

from datetime import timedelta

import pytest
from django.test import Client

from contacts.models import Inquiry, PressContact
from ijmsite.mail.models import Message
from ijmsite.web.models import Tally
from ijmsite.web.proxies import trust_proxies
from tests.threads import at_once

pytestmark = pytest.mark.django_db
LIMIT = 10


@pytest.fixture
def post(inquiry_data, from_our_page):
    """Return a function that posts a question of its own number from an address."""

    def post(number, address="203.0.113.9", **fields):
        data = {**inquiry_data, "message": f"Question {number}", **fields}
        return Client(REMOTE_ADDR=address).post("/press/", data, headers=from_our_page)

    return post


def statuses(answers):
    return [answer.status_code for answer in answers]


def test_ten_questions_of_one_sender_in_ten_minutes(post):
    assert statuses(post(number) for number in range(12)) == [303] * LIMIT + [429] * 2
    assert Inquiry.objects.count() == LIMIT
    assert post("of somebody else", "203.0.113.10").status_code == 303


def test_ten_more_when_the_ten_minutes_are_over(post, time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    for number in range(LIMIT):
        post(number)
    time_machine.shift(timedelta(minutes=4))
    refused = post("late")
    assert refused["Retry-After"] == "360"
    assert "in 6 minutes" in refused.text
    time_machine.shift(timedelta(seconds=int(refused["Retry-After"])))

    assert statuses(post(f"again {number}") for number in range(11)) == [303] * LIMIT + [429]


def test_the_refused_form_keeps_what_was_typed(post, inquiry_data):
    for number in range(LIMIT):
        post(number)
    html = post("kept: <word> & all").text

    assert "Question kept: &lt;word&gt; &amp; all" in html
    for name in ["name", "outlet", "email", "phone", "deadline"]:
        assert inquiry_data[name].replace("'", "&#x27;") in html, name
    assert 'value="interview" selected' in html
    assert "Nothing is lost" in html


def test_the_refused_form_names_the_phone(post, settings):
    for number in range(LIMIT):
        post(number)
    assert settings.HELP_PHONE in problem(post("refused"))

    PressContact.objects.create(
        name="Petra Kooman", phone="519.679.5030", extension="229", is_default=True
    )
    assert "519.679.5030 x.229" in problem(post("refused"))
    assert ";ext=229" in problem(post("refused"))


def problem(response):
    """Return the summary of the errors of a form."""
    return response.text.partition('class="error-summary"')[2].partition("</div>")[0]


def test_the_same_submission_still_gets_its_thanks(post):
    first = post(0)
    for number in range(1, LIMIT + 1):
        post(number)

    again = post(0)

    assert (again.status_code, again["Location"]) == (303, first["Location"])


def test_nobody_else_learns_beyond_the_limit_what_was_asked(post):
    post("secret", address="203.0.113.10")
    for number in range(LIMIT):
        post(number)

    assert [post(what).status_code for what in ("secret", "wrong")] == [429, 429]
    assert post("secret", address="203.0.113.10").status_code == 303


def test_a_refused_question_tells_nobody_and_counts_nothing(post):
    for number in range(LIMIT):
        post(number)
    before = Message.objects.count(), [*Tally.objects.order_by("pk").values_list("pk", "count")]
    post("refused")

    assert before == (
        Message.objects.count(),
        [*Tally.objects.order_by("pk").values_list("pk", "count")],
    )


def test_refusing_writes_nothing_to_the_database(post, django_assert_max_num_queries):
    for number in range(LIMIT):
        post(number)

    with django_assert_max_num_queries(12) as asked:
        post("refused")
    assert not [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "BEGIN IMM"))]


def test_what_looks_like_spam_counts_too(post, monkeypatch):
    from contacts import spam

    monkeypatch.setattr(spam, "judge", lambda fields, traps: spam.Verdict(spam.SUSPECT, ["x"]))

    assert statuses(post(number) for number in range(11)) == [303] * LIMIT + [429]
    assert not Message.objects.exists()


def test_a_network_of_many_senders_is_limited_as_well(post, monkeypatch):
    monkeypatch.setattr("contacts.services.receiving.NETWORK_LIMIT", 4)

    answers = [post(number, f"203.0.113.{number}") for number in range(6)]

    assert statuses(answers) == [303] * 4 + [429] * 2
    assert post("from another network", "203.0.114.1").status_code == 303


@pytest.mark.parametrize(
    ("address", "neighbour", "stranger"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ("::ffff:203.0.113.9", "203.0.113.9", "::ffff:203.0.113.10"),
    ],
)
def test_one_sender_is_one_however_the_address_is_written(post, address, neighbour, stranger):
    for number in range(LIMIT):
        post(number, address)

    assert post("refused", neighbour).status_code == 429
    assert post("taken", stranger).status_code == 303


def through(trusted, settings, post, monkeypatch):
    """Post fifteen times, each with another forged X-Forwarded-For, as the server sees them."""
    settings.TRUSTED_PROXIES = trusted
    answers = []
    for number in range(15):
        environ = {
            "REMOTE_ADDR": "10.0.0.1",
            # A proxy adds whom it has seen behind what the client claims.
            "HTTP_X_FORWARDED_FOR": f"198.51.{number}.7, 203.0.113.9",
        }
        seen = {}
        trust_proxies(lambda e, start, seen=seen: seen.update(e) or [])(environ, None)
        answers.append(post(number, seen["REMOTE_ADDR"]))
    return statuses(answers)


@pytest.mark.parametrize("trusted", [[], ["10.0.0.1"]])
def test_a_forged_forwarded_for_helps_nobody(settings, post, monkeypatch, trusted):
    assert through(trusted, settings, post, monkeypatch) == [303] * LIMIT + [429] * 5


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_are_never_more_than_ten(post):
    answers = at_once(post, 24)

    assert sorted(statuses(answers)) == [303] * LIMIT + [429] * 14
    assert Inquiry.objects.count() == LIMIT


@pytest.mark.django_db(transaction=True)
def test_many_first_mails_at_the_same_moment_are_never_more_than_ten(post):
    answers = at_once(
        lambda number: post(number, f"203.0.113.{number}", email=f"z{number}@x.example"), 16
    )

    assert statuses(answers) == [303] * 16
    assert Message.objects.filter(template="contacts/email/inquiry").count() == 10
    assert Inquiry.objects.untold().count() == 6


@pytest.mark.django_db(transaction=True)
def test_questions_at_the_same_moment_are_acknowledged_once(post):
    at_once(post, 6)

    assert Message.objects.filter(template="contacts/email/acknowledgement").count() == 1
