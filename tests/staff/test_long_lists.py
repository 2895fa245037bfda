"""Lists too long to be counted, and how one comes to their end all the same."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from model_bakery import baker

from ijmsite.staff import audit
from tests.contacts.desk import inquiry
from tests.fundraisers.desk import signup

from .long import MOST, link, shortened, walk  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrator", "shortened")]

INQUIRIES = "/admin/contacts/inquiry/"
SIGN_UPS, ARTICLES = "/admin/fundraisers/fundraiser/", "/admin/news/article/"
GO_ON = "Go on from here"
PHOTOS, EVENTS = "/admin/photos/photo/", "/admin/staff/auditevent/"
LISTS = [
    (INQUIRIES, {"where": "all"}),
    (SIGN_UPS, {"where": "waiting"}),
    ("/admin/mail/message/", {}),
    (ARTICLES, {}),
    (PHOTOS, {}),
    (EVENTS, {}),
    # By what may be empty, which each engine puts elsewhere.
    *((INQUIRIES, {"where": "all", "o": order}) for order in ["1", "-1"]),
    *((SIGN_UPS, {"where": "waiting", "o": order}) for order in ["4", "-4"]),
    *((ARTICLES, {"o": order}) for order in ["2", "-2"]),
    *((PHOTOS, {"o": order}) for order in ["3", "-3"]),
]


def fill(count):
    """Store so many rows of each list; of some the times are the same, or there is none."""
    now, day = timezone.now(), timedelta(days=1)
    for number in range(count):
        moment = now - number // 3 * day
        is_draft = number < count // 2
        inquiry(received_at=moment, deadline=None if is_draft else moment)
        day_or_none = None if is_draft else moment.date()
        signup(contact_by=moment.date(), event_date=day_or_none)
        baker.make("mail.Message", created_at=moment, template="contacts/email/x")
        baker.make(
            "news.Article",
            slug=f"a{number}",
            status="draft" if is_draft else "published",
            publish_at=None if is_draft else moment,
        )
        picture = {"role": "picture", "width": 320, "height": 180, "name": "x", "format": "webp"}
        baker.make("photos.Photo", renditions=[picture], consent_expires_on=day_or_none)
        topic = baker.make("news.Topic", slug=f"t{number}")
        with time_machine.travel(now, tick=False):
            audit.record(audit.Action.EXPORT, topic, None)


@pytest.mark.parametrize(("path", "query"), LISTS)
def test_every_row_of_a_long_list_is_reached_once_and_in_order(client, path, query):
    fill(2 * MOST + 3)

    pages = [*walk(client, path, query, GO_ON)]

    changelist = pages[0].context["cl"]
    found = [row.pk for page in pages for row in page.context["cl"].result_list]
    assert found == [*changelist.queryset.values_list("pk", flat=True)]
    assert len(found) == 2 * MOST + 3
    assert "More than 1,000" in pages[0].text
    assert "More than 1,000" not in pages[-1].text


def test_rows_without_an_outlet_are_reached_in_the_order_of_outlets(client):
    for number in range(2 * MOST + 3):
        inquiry(outlet="" if number < MOST + 2 else f"Courier {number}")

    pages = [*walk(client, INQUIRIES, {"where": "all", "o": "3"}, GO_ON)]

    found = [row.outlet for page in pages for row in page.context["cl"].result_list]
    assert len(found) == 2 * MOST + 3
    assert found == sorted(found)


def test_a_list_that_went_on_leads_back_to_its_beginning(client):
    fill(MOST + 1)
    *_, last = walk(client, INQUIRIES, {"where": "all"}, GO_ON)

    assert link(last, "Back to the beginning") == "?where=all"
    assert "1 more media inquiry" in last.text
    # Neither a filter nor a search begins in the middle.
    assert "after=" not in re.sub(r'class="paginator".*?</p>', "", last.text, flags=re.S)


def test_a_list_that_is_counted_goes_on_nowhere(client):
    fill(MOST)

    page = client.get(f"{INQUIRIES}?where=all&p=3")

    assert f"{MOST} media inquiries" in page.text
    assert link(page, GO_ON) is None


@pytest.mark.parametrize("cursor", ["x", "~", "x~1", "~x", "2026-01-01~1", "%00~1", "9" * 500])
def test_a_place_that_somebody_made_up_is_no_error(client, cursor):
    fill(1)

    page = client.get(f"{INQUIRIES}?where=all&after={cursor}", follow=True)

    assert page.status_code == 200


def test_what_cannot_be_counted_is_chosen_all_the_same(client):
    fill(MOST + 1)

    page = client.get(INQUIRIES)

    assert "Select all, more than 1,000 media inquiries" in page.text


def test_is_sorted_by_what_an_index_has_and_by_nothing_else(client):
    inquiry()

    page = client.get(INQUIRIES, {"where": "all", "o": "4"})

    changelist = page.context["cl"]
    assert changelist.list_display[4] == "topic"
    assert changelist.queryset.query.order_by == ("-pk",)
    assert page.text.count('class="sortable ') == 3


def test_a_number_of_the_first_page_counts_no_further_either(client):
    for _number in range(MOST + 1):
        inquiry()

    page = client.get("/admin/")

    assert f"<strong>{MOST}+</strong> <span>Media inquiries that wait" in page.text


@pytest.mark.parametrize("path", [ARTICLES, "/admin/news/topic/", INQUIRIES + "?where=all"])
def test_the_search_box_says_nothing_about_how_many_there_are(client, path):
    fill(MOST + 1)

    box = client.get(path).text.partition('id="changelist-search"')[2].partition("</form>")[0]

    assert 'name="q"' in box
    assert "result" not in box
    assert "Show all" not in box
