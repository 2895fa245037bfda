"""One inquiry on its page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from model_bakery import baker

from contacts import spam
from contacts.admin.page import tel
from contacts.models import Inquiry
from contacts.times import zone_in_words
from ijmsite.staff.export import clock
from tests.staff.people import member

from .desk import LIST, inquiry, page

pytestmark = pytest.mark.django_db


def page_of(client, thing):
    response = client.get(page(thing))
    assert response.status_code == 200
    return response.text


def test_nothing_changes_by_a_forged_form(client, lead):
    thing = inquiry()
    before = Inquiry.objects.values().get()

    client.post(
        page(thing),
        {"status": "answered", "name": "X", "message": "X", "email": "x@x.example", "digest": "x"},
    )

    assert Inquiry.objects.values().get() == before


def test_nothing_typed_by_the_stranger_is_in_a_field(client, lead):
    thing = inquiry(phone="+1 416 555 0100", article_path="/news/a/", article_headline="All hands")
    html = page_of(client, thing)

    fields = "".join(re.findall(r"<(?:input|textarea|select)\b.*?>", html))

    for typed in [thing.name, thing.outlet, thing.email, thing.phone, "First line", "All hands"]:
        assert typed not in fields


def test_shows_what_was_typed_and_runs_none_of_it(client, lead):
    evil = "<script>alert(1)</script>"
    thing = inquiry(
        name=evil,
        outlet=evil,
        phone=evil,
        message=f"one\n{evil}",
        article_headline=evil,
        article_path="/news/x/",
        zone=evil,
        language="<b>",
        reasons=[evil],
        deadline=timezone.now() + timedelta(hours=1),
    )

    html = page_of(client, thing)

    assert "<script>alert" not in html
    assert "<bdi>&lt;script&gt;" in html
    assert "one\n&lt;script&gt;" in html


@pytest.mark.parametrize(
    "step", ["delete", "history", "claim", "answered", "assign", "note", "close", "spam"]
)
def test_pages_beside_it_run_none_of_it_either(client, step):
    client.force_login(member("Administrator", first_name="<script>alert(2)</script>"))
    evil = "<script>alert(1)</script>"
    thing = inquiry(name=evil, outlet=evil, email=evil, phone=evil, message=evil)

    response = client.get(page(thing, step))

    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "path",
    [
        *["javascript:alert(1)", "//evil.example/", "/\\evil.example/", "https://evil.example/"],
        *["/\t/evil.example/", "/\n/evil.example/", "/\r\\evil.example/", "\t//evil.example/"],
    ],
)
def test_article_leads_nowhere_else(client, lead, path):
    html = page_of(client, inquiry(article_path=path, article_headline="H"))

    assert "<dd><bdi>H</bdi></dd>" in html


def test_links_the_article_the_phone_and_the_answer(client, lead):
    thing = inquiry(
        article_path="/news/all-hands/", article_headline="All hands", phone="+1 416 555 0100"
    )

    html = page_of(client, thing)

    assert '<a href="/news/all-hands/"><bdi>All hands</bdi></a>' in html
    assert re.search(rf'href="mailto:zoe@courier.example\?subject=[^"]*{thing.reference}"', html)
    assert 'href="tel:+14165550100"' in html
    assert "Answer from your own mail program" in html


def test_address_cannot_add_to_the_mail(client, lead):
    html = page_of(client, inquiry(email="a?bcc=evil@x.example"))

    assert "mailto:a%3Fbcc%3Devil@x.example?subject=" in html


def test_shows_the_deadline_on_both_clocks(client, lead):
    deadline = datetime(2031, 3, 3, 14, tzinfo=UTC)
    html = page_of(client, inquiry(deadline=deadline, zone="Europe/Berlin"))

    assert "Mon 3 Mar 2031 09:00 EST" in html
    assert "Mon 3 Mar 2031 15:00" in html
    assert "Berlin time" in html
    assert "Europe/Berlin" not in html
    assert "years left" in html


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "Europe", "../etc", "<b>", "/x", "a\nb"])
def test_survives_a_zone_that_nobody_knows(client, lead, zone):
    thing = inquiry(deadline=timezone.now() + timedelta(hours=3), zone=zone)

    assert thing.local_deadline is None
    assert "3 h left" in page_of(client, thing)


@pytest.mark.parametrize("zone", ["", "Asia/Tokyo", "America/Vancouver"])
@pytest.mark.parametrize(
    "deadline", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]
)
def test_survives_the_ends_of_the_calendar(client, lead, deadline, zone):
    thing = inquiry(deadline=deadline, zone=zone)

    page_of(client, thing)
    assert client.get(LIST).status_code == 200
    assert clock(deadline)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Vancouver", "Vancouver time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
        ("", ""),
    ],
)
def test_names_a_zone_by_its_place(zone, words):
    assert zone_in_words(zone) == words


def test_says_what_an_address_may_have_meant(client, lead):
    assert "Perhaps mistyped" not in page_of(client, inquiry(email="zoe@hotmail.com"))
    assert "Perhaps mistyped (zoe@hotmail.com?)" in page_of(
        client, inquiry(email="zoe@hotmial.com")
    )


def test_shows_the_way_to_an_answer_before_the_question(client, lead):
    deadline = timezone.now() + timedelta(minutes=40)
    html = page_of(client, inquiry(deadline=deadline, phone="416 555 0100"))

    question = html.index("What they ask")
    for first in ["40 min left", "mailto:", "tel:", ">Claim</button>", ">Answered</button>"]:
        assert html.index(first) < question
        assert html.count(first) == 1
    assert html.index(">Close without an answer</button>") > question


def test_says_whose_it_is(client, lead):
    contact = baker.make("contacts.PressContact", name="Petra Kooman")
    html = page_of(client, inquiry(contact=contact, owner=member("PR lead", first_name="Bo")))

    assert "Petra Kooman" in html
    assert "<dd>Bo</dd>" in html


def test_says_why_it_was_suspected_in_words(client, lead):
    code, words = next(iter(spam.REASONS.items()))
    thing = inquiry(status="quarantined", reasons=[code, "sign-of-2019"], suspicion=12)

    html = page_of(client, thing)

    assert f"<li>{words}</li>" in html
    assert "<li>sign-of-2019</li>" in html


@pytest.mark.parametrize("reasons", [{}, "links", None, [["a"]], [1]])
def test_survives_reasons_of_any_shape(client, lead, reasons):
    page_of(client, inquiry(reasons=[] if reasons is None else reasons))


def test_raises_the_flag_over_a_call_for_help(client, lead):
    baker.make("pages.HelpLine", country="Canada", name="Hotline", phone="1-833-900-1010")
    flagged = page_of(client, inquiry(is_call_for_help=True))
    plain = page_of(client, inquiry())

    assert "Perhaps a call for help" in flagged
    assert "call the police where the person is: 911 in Canada" in flagged
    assert "Nothing was promised" in flagged
    assert re.search(r"<details>.*tel:18339001010.*</details>", flagged, re.DOTALL)
    assert 'href="mailto:zoe@courier.example"' in flagged, "without our name over the answer"
    assert "Perhaps a call for help" not in plain
    assert "18339001010" not in plain


def test_nobody_adds_and_only_administrators_delete(client, lead):
    thing = inquiry()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(page(thing, "delete"), {"post": "yes"}).status_code == 403
    assert page(thing, "delete") not in page_of(client, thing)

    client.force_login(member("Administrator"))

    assert client.get(f"{LIST}add/").status_code == 403
    assert page(thing, "delete") in page_of(client, thing)
    assert client.post(page(thing, "delete"), {"post": "yes"}).status_code == 302
    assert not Inquiry.objects.exists()


def test_leads_to_the_list_where_there_is_none(client, lead):
    for key in ["0", "x", "9" * 30]:
        url = reverse("admin:contacts_inquiry_change", args=[key])
        assert client.get(url).status_code == 302


@pytest.mark.parametrize("role", ["Writer", "Fundraising", ""])
def test_is_shown_to_nobody_else(client, role):
    client.force_login(member(role))
    thing = inquiry()

    for url in [LIST, page(thing), page(thing, "history"), f"{LIST}figures/"]:
        assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    ("phone", "dialed"),
    [
        ("call me maybe", ""),
        ("911", ""),
        ("020 7946 0958", "tel:02079460958"),
        ("+1 416 555 0100 ext. 12", "tel:+14165550100"),
    ],
)
def test_a_telephone_number_is_dialed_as_it_is_typed(client, lead, phone, dialed):
    thing = inquiry(phone=phone)
    page = page_of(client, thing)

    assert phone in page
    assert tel(thing) == dialed
