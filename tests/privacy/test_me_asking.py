"""/me/ asks for an address, and tells nobody whether it is known."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ijmsite.mail.models import Message

from .people import (
    AMINA,
    NAME,
    path_of,
)

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody.canary@supporter.example"


@pytest.fixture
def ask(client, from_our_page):
    def ask(email, path="/me/", **more):
        return client.post(path, {"email": email, **more}, headers=from_our_page)

    return ask


def asked_mail(email):
    return Message.objects.filter(template="privacy/email/me", to=email).latest("created_at")


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
