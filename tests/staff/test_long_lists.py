"""Lists too long to be counted, and how one comes to their end all the same."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from ijmsite.staff import audit
from ijmsite.staff.models import AuditEvent
from tests.contacts.desk import inquiry
from tests.fundraisers.desk import signup

from .long import MOST, PART, shortened  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrator", "shortened")]

INQUIRIES = "/admin/contacts/inquiry/"
LISTS = {
    INQUIRIES: {"where": "all"},
    "/admin/fundraisers/fundraiser/": {"where": "waiting"},
    "/admin/mail/message/": {},
    "/admin/news/article/": {},
    "/admin/photos/photo/": {},
    "/admin/staff/auditevent/": {},
}


def fill(count):
    """Store so many rows of each list; of some the times are the same, or there is none."""
    now, day = timezone.now(), timedelta(days=1)
    for number in range(count):
        moment = now - number // 3 * day
        inquiry(received_at=moment)
        signup(contact_by=moment.date())
        baker.make("mail.Message", created_at=moment, template="contacts/email/x")
        is_draft = number < count // 2
        baker.make(
            "news.Article",
            slug=f"a{number}",
            status="draft" if is_draft else "published",
            publish_at=None if is_draft else moment,
        )
        picture = {"role": "picture", "width": 320, "height": 180, "name": "x", "format": "webp"}
        baker.make("photos.Photo", renditions=[picture])
        audit.record(audit.Action.EXPORT, baker.make("news.Topic", slug=f"t{number}"), None)
    AuditEvent.objects.update(at=now)


def link(page, words):
    """Return the address of the link with these words, or None where there is none."""
    found = re.search(rf'<a href="([^"]*)"[^>]*>{words}</a>', page.text)
    return found and html.unescape(found[1])


def walk(client, path, query):
    """Yield every page of a list: all that are numbered, and then where it goes on."""
    address = path + "?" + "&".join(f"{name}={value}" for name, value in query.items())
    while address:
        first = client.get(address)
        count = first.context["cl"].paginator.num_pages
        for number in range(1, count + 1):
            page = client.get(f"{address}&p={number}")
            yield page
            last = page
        goes_on = link(last, "Go on from here")
        address = path + goes_on if goes_on else None


@pytest.mark.parametrize("path", LISTS)
def test_every_row_of_a_long_list_is_reached_once_and_in_order(client, path):
    fill(2 * MOST + 3)
    query = LISTS[path]

    pages = [*walk(client, path, query)]

    changelist = pages[0].context["cl"]
    found = [row.pk for page in pages for row in page.context["cl"].result_list]
    assert found == [*changelist.queryset.values_list("pk", flat=True)]
    assert len(found) == 2 * MOST + 3
    assert "More than 1,000" in pages[0].text
    assert "More than 1,000" not in pages[-1].text


def test_a_list_that_went_on_leads_back_to_its_beginning(client):
    fill(MOST + 1)
    *_, last = walk(client, INQUIRIES, {"where": "all"})

    assert link(last, "Back to the beginning") == "?where=all"
    # Neither a filter nor a search begins in the middle.
    assert "after=" not in re.sub(r'class="paginator".*?</p>', "", last.text, flags=re.S)


def test_a_list_that_is_counted_goes_on_nowhere(client):
    fill(MOST)

    page = client.get(f"{INQUIRIES}?where=all&p=3")

    assert f"{MOST} media inquiries" in page.text
    assert link(page, "Go on from here") is None


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
    assert page.text.count('class="sortable ') == 2


def test_a_number_of_the_first_page_counts_no_further_either(client):
    for _number in range(MOST + 1):
        inquiry()

    page = client.get("/admin/")

    assert f"<strong>{MOST}+</strong> <span>Media inquiries that wait" in page.text


def found(client, address):
    return client.get(address).context["cl"].queryset.values_list("name", flat=True)


def test_a_search_looks_for_parts_of_words_among_the_first_and_goes_on(client):
    for number in range(2 * PART):
        name = f"Zoë Lamontagne {number}" if number % 4 == 0 else "Amina Roy"
        inquiry(name=name, received_at=timezone.now() - number * timedelta(days=1))
    address, names = f"{INQUIRIES}?q=montagne", []
    while address:
        page = client.get(address)
        names += [row.name for row in page.context["cl"].queryset]
        goes_on = link(page, "Look through the next ones")
        address = goes_on and INQUIRIES + goes_on

    assert names == [f"Zoë Lamontagne {number}" for number in range(0, 2 * PART, 4)]


@pytest.mark.parametrize(
    "typed",
    ["m-34679a", "zoë lam", "LAMONT", "harrow b", "bay courier", "Zoe@courier.example", "zoe@"],
)
def test_a_search_finds_at_once_in_all_how_names_and_addresses_begin(client, typed):
    inquiry(
        reference="M-34679A",
        name="Zoë Lamontagne",
        outlet="Harrow Bay Courier",
        email="zoe@courier.example",
        received_at=timezone.now() - timedelta(days=900),
    )
    for _number in range(PART + 1):
        inquiry(name="Amina Roy", outlet="The Star", email="amina@star.example")

    assert [*found(client, f"{INQUIRIES}?q={typed}")] == ["Zoë Lamontagne"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "zoë%", "\U0010ffff"])
def test_a_sign_stands_for_itself(client, typed):
    for _number in range(PART + 1):
        inquiry(name="Amina Roy")
    baker.make("contacts.Inquiry", name=f"x{typed}y", received_at=timezone.now())

    assert "Amina Roy" not in found(client, f"{INQUIRIES}?" + f"q={typed}".replace("%", "%25"))


def test_a_common_word_is_found_part_by_part(client):
    for number in range(3 * PART):
        inquiry(name=f"Amina {number}", received_at=timezone.now() - number * timedelta(days=1))
    address, names = f"{INQUIRIES}?q=amina", []
    while address:
        page = client.get(address)
        names += [row.name for row in page.context["cl"].queryset]
        goes_on = link(page, "Look through the next ones")
        address = goes_on and INQUIRIES + goes_on

    assert names == [f"Amina {number}" for number in range(3 * PART)]


def test_a_search_finds_only_what_the_filters_leave(client):
    for status in ["answered", "closed"] * MOST:
        inquiry(name="Amina Roy", status=status)

    rows = client.get(f"{INQUIRIES}?q=amina&where=closed").context["cl"].queryset

    assert {row.status for row in rows} == {"closed"}


def test_a_short_list_is_searched_whole(client):
    inquiry(name="Zoë Lamontagne")

    page = client.get(f"{INQUIRIES}?q=montagne")

    assert "1 media inquiry" in page.text
    assert "was looked for" not in page.text
