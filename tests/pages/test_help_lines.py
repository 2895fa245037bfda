"""Help lines: how they are kept, shown, and called again."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from model_bakery import baker

from ijmsite.pages.models import HelpLine
from ijmsite.pages.phones import dial_uri
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/helpline/"
SHOWN_ON = ["/press/", "/press/thanks/", "/fundraise/thanks/"]


@pytest.fixture
def make_line():
    def make(**fields):
        defaults = {
            "country": "Canada",
            "country_fr": "Canada",
            "name": "Hotline",
            "name_fr": "Ligne d’urgence",
            "phone": "1-833-900-1010",
            "web": "https://line.example/",
            "hours": "Day and night",
            "hours_fr": "Jour et nuit",
            "review_by": date(2026, 6, 1),
        }
        return baker.make(HelpLine, **{**defaults, **fields})

    return make


@pytest.fixture
def lead(client, time_machine):
    time_machine.move_to("2026-05-01T12:00:00+00:00", tick=False)
    client.force_login(member("PR lead"))
    return client


def typed(**fields):
    return {
        "country": "Canada",
        "country_fr": "Canada",
        "name": "Hotline",
        "name_fr": "Ligne",
        "phone": "1-833-900-1010",
        "web": "",
        "hours": "Day and night",
        "hours_fr": "Jour et nuit",
        "review_by": "2026-06-01",
        "order": "1",
    } | fields


@pytest.mark.parametrize("path", SHOWN_ON)
def test_stand_on_the_page_in_its_language_and_can_be_dialed(client, make_line, path):
    make_line()
    english, french = client.get(path).text, client.get(f"/fr{path}").text

    assert "Canada: Hotline" in english
    assert "Day and night" in english
    assert 'href="tel:18339001010"' in english
    assert "Ligne d’urgence" in french
    assert "Jour et nuit" in french


@pytest.mark.parametrize(
    "name", ["country", "country_fr", "name", "name_fr", "hours", "hours_fr", "phone"]
)
@pytest.mark.parametrize("words", ["\u202e1-833", "1\v833", "\u200b\u2060"])
def test_readers_see_what_was_typed_and_nothing_else(lead, name, words):
    response = lead.post(f"{LIST}add/", typed(web="https://line.example/") | {name: words})

    assert set(response.context["adminform"].form.errors) == {name}


def test_nothing_stands_there_before_somebody_has_written_one(client):
    assert "help-lines" not in client.get("/press/").text


@pytest.mark.parametrize("path", ["/", "/news/", "/privacy/", "/fundraise/guide/", "/nothing/"])
def test_the_first_one_stands_beside_our_own_number_on_every_page(client, make_line, path):
    make_line(name="Second", order=2)
    make_line(order=1)
    for html in (client.get(path).text, client.get(f"/fr{path}").text):
        foot = html[html.index('id="need-help"') :]

        assert foot.index('href="tel:18339001010"') < foot.index("519.679.5030")
        assert "Second" not in foot


def test_without_one_nothing_is_said_of_danger(client):
    assert "In danger?" not in client.get("/").text


def test_the_lowest_number_comes_first_and_the_others_on_demand(client, make_line):
    make_line(name="Second", order=2)
    make_line(name="First", order=1)
    html = client.get("/press/").text

    assert html.index("First") < html.index("<details>") < html.index("Second")


def test_an_overdue_line_is_still_shown(client, make_line, time_machine):
    make_line()
    time_machine.move_to("2027-01-01T12:00:00+00:00", tick=False)

    assert "Hotline" in client.get("/press/").text


def test_what_staff_type_is_escaped(client, make_line):
    make_line(name="<b>bold</b>", hours="<i>now</i>", phone="1343")

    html = client.get("/press/").text
    assert "<b>bold" not in html
    assert "<i>now" not in html


def test_costs_one_query_whatever_their_number(client, make_line, django_assert_num_queries):
    make_line()
    client.get("/press/")  # what is looked up once
    with CaptureQueriesContext(connection) as one:
        client.get("/press/")
    for _ in range(20):
        make_line()

    with django_assert_num_queries(len(one)):
        client.get("/press/")


@pytest.mark.parametrize(
    ("phone", "uri"),
    [
        ("1-833-900-1010", "tel:18339001010"),
        ("08000 121 700", "tel:08000121700"),
        ("+44 (800) 0121.700", "tel:+448000121700"),
        ("1343", "tel:1343"),
        ("12", ""),
        ("1234567890123456", ""),
        ("call us", ""),
        ("1343;ext=1", ""),
        ("", ""),
    ],
)
def test_is_dialed_as_within_its_country(phone, uri):
    assert dial_uri(phone) == uri


def test_must_be_reachable():
    with pytest.raises(IntegrityError):
        baker.make(HelpLine, phone="", web="")


def test_a_pr_lead_adds_one(lead):
    lead.post(f"{LIST}add/", typed())

    assert HelpLine.objects.get().phone == "1-833-900-1010"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"phone": "call us"}, "This is no number that can be dialed."),
        ({"phone": "", "web": ""}, "Please give a phone number or a web address."),
        ({"name_fr": ""}, "This field is required."),
        ({"web": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_says_what_is_wrong_with_one(lead, fields, said):
    assert said in lead.post(f"{LIST}add/", typed(**fields)).text
    assert not HelpLine.objects.exists()


def test_staff_are_told_which_are_to_be_called_again(lead, make_line):
    make_line(name="Overdue", review_by=date(2026, 4, 30))
    make_line(name="Today", review_by=date(2026, 5, 1))
    front = lead.get("/admin/").text

    assert "Help lines to call again" in front
    assert f"{LIST}?review=overdue" in front
    listed = lead.get(f"{LIST}?review=overdue").text
    assert "Overdue</a>" in listed
    assert "Call it again" in listed
    assert "Today</a>" not in listed
