"""Nobody can find out by the form whether somebody else has signed up, agreed or unsubscribed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger
from ijmsite.privacy.models import Consent, hash_address
from ijmsite.web.models import Tally

pytestmark = pytest.mark.django_db

BOXES = {"news_consent": "on", "planning_consent": "on"}


@pytest.fixture
def post(signup_data, from_our_page):
    """Return a function that posts from a network of its own: no limit is met."""
    senders = iter(range(1, 200))

    def post(email, **fields):
        client = Client(REMOTE_ADDR=f"198.51.{next(senders)}.7")
        data = {**signup_data, "email": email, **fields}
        return client.post("/fundraise/", data, headers=from_our_page)

    return post


@pytest.fixture
def addresses(post):
    """Return an address of each kind; only one of them is new to us."""
    for email in ["known@x.example", "ticked@x.example", "agreed@x.example", "ended@x.example"]:
        fields = {} if email.startswith("known") else BOXES
        post(email, city="Before", **fields)
    for consent in Consent.objects.of("agreed@x.example"):
        ledger.confirm(consent, timezone.now())
    ledger.withdraw(hash_address("ended@x.example"), at=timezone.now(), manner=Consent.Manner.LINK)
    post("aside@x.example", city="Before", subject="x", **BOXES)
    assert ledger.agreed(hash_address("agreed@x.example")) == {"news", "planning"}
    assert ledger.has_withdrawn(hash_address("ended@x.example"))
    names = ["new", "known", "ticked", "agreed", "ended", "aside"]
    return [f"{name}@x.example" for name in names]


def seen(response):
    return response.status_code, {**response.headers}, response.content


@pytest.mark.parametrize("boxes", [{}, BOXES], ids=["unticked", "ticked"])
def test_the_answer_is_the_same_to_the_byte(post, addresses, boxes):
    answers = [post(email, **boxes) for email in addresses]

    assert answers[0].status_code == 303
    assert [seen(answer) for answer in answers] == [seen(answers[0])] * len(addresses)
    thanks = [Client().get(answer["Location"]) for answer in answers]
    assert thanks[0].status_code == 200
    assert [seen(page) for page in thanks] == [seen(thanks[0])] * len(addresses)
    assert Fundraiser.objects.exclude(city="Before").count() == len(addresses)


def shape(sql):
    """Return a statement without what was filled into it."""
    sql = re.sub(r"'(?:[^']|'')*'", "?", sql)
    return re.sub(r'\b\d+\b|(?<=SAVEPOINT ")\w+', "?", sql)


@pytest.mark.parametrize("boxes", [{}, BOXES], ids=["unticked", "ticked"])
def test_the_same_is_asked_of_the_database(post, addresses, boxes):
    # Whoever comes first has the templates read and the tables looked up.
    post("first@x.example", **boxes)
    asked = {}
    for email in addresses:
        # A flood has its own way to tell the staff, whoever it names.
        Tally.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            post(email, **boxes)
        asked[email] = [shape(query["sql"]) for query in queries]

    assert len(asked["new@x.example"]) > 10
    for email in addresses:
        assert asked[email] == asked["new@x.example"], email


def test_only_the_ticks_of_this_sign_up_are_asked_about(post):
    post("amina@x.example", city="Before", news_consent="on")
    post("amina@x.example", planning_consent="on")
    post("amina@x.example", city="Elsewhere")

    questions = Message.objects.filter(template="privacy/email/confirm").order_by("created_at")
    first, second = (question.text for question in questions)
    assert "news and fundraising ideas" in first
    assert "remind me" in second
    assert "news and fundraising ideas" not in second
