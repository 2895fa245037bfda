"""Searches of lists too long to be looked through, and how one comes to their end all the same."""

from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from tests.contacts.desk import inquiry

from .long import MOST, PART, link, shortened, walk  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrator", "shortened")]

INQUIRIES = "/admin/contacts/inquiry/"
NEXT = "Look through the next ones"
IN_PART, OF_MANY = "was looked for in 2,000 of them", "Here are 1,000 of them. There are more."


def found(client, address):
    return client.get(address).context["cl"].queryset.values_list("name", flat=True)


def test_a_search_looks_for_parts_of_words_among_the_first_and_goes_on(client):
    for number in range(2 * PART):
        name = f"Zoë Lamontagne {number}" if number % 4 == 0 else "Amina Roy"
        inquiry(name=name, received_at=timezone.now() - number * timedelta(days=1))
    pages = [*walk(client, INQUIRIES, {"q": "montagne"}, NEXT)]

    names = [row.name for page in pages for row in page.context["cl"].result_list]
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
    pages = [*walk(client, INQUIRIES, {"q": "amina"}, NEXT)]

    names = [row.name for page in pages for row in page.context["cl"].result_list]
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


def test_says_where_a_search_stopped_because_it_looked_no_further(client):
    for number in range(2 * PART):
        name = "Zoë Lamontagne" if number in (0, 1, 2, 2 * PART - 1) else "Amina Roy"
        inquiry(name=name, received_at=timezone.now() - number * timedelta(days=1))

    first, last, behind = walk(client, INQUIRIES, {"q": "montagne"}, NEXT)

    assert "3 media inquiries" in first.text
    assert IN_PART not in first.text
    assert link(first, NEXT) is None
    assert IN_PART in last.text
    assert OF_MANY not in last.text
    assert "1 more media inquiry" in behind.text
    assert IN_PART not in behind.text


def test_says_where_a_search_stopped_because_it_found_so_many(client):
    for _number in range(PART):
        inquiry(name="Amina Roy")

    first, _second, last, *behind = walk(client, INQUIRIES, {"q": "mina"}, NEXT)

    for page in [first, last]:
        assert "More than 1,000 media inquiries" in page.text
        assert f"{MOST} media inquiries" not in page.text
        assert IN_PART not in page.text
    assert OF_MANY in last.text
    assert OF_MANY not in first.text
    assert link(first, NEXT) is None
    assert [len(page.context["cl"].result_list) for page in behind] == [2, 1]
    assert f"{PART - MOST} more media inquiries" in behind[0].text
    assert OF_MANY not in behind[-1].text


def test_what_an_index_and_a_look_find_together_is_reached_to_the_last(client):
    for number in range(PART):
        name, outlet = ("Amina Roy", "") if number < MOST - 1 else ("Xamina", "Amina Times")
        inquiry(name=name, outlet=outlet, email=f"a{number}@x.example")

    pages = [*walk(client, INQUIRIES, {"q": "amina"}, NEXT)]

    assert sum(len(page.context["cl"].result_list) for page in pages) == PART
