import re

import pytest
from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LIST = "/admin/contacts/inquiry/"


@pytest.fixture
def lead(client):
    user = member("PR lead")
    client.force_login(user)
    return user


def inquiry(**fields):
    return baker.make(
        Inquiry,
        **{
            "name": "Zoë O'Brien",
            "outlet": "Harrow Bay Courier",
            "email": "zoe@courier.example",
            "topic": "interview",
            "message": "First line\nsecond line",
            **fields,
        },
    )


def page_of(client, thing):
    return client.get(f"{LIST}{thing.pk}/change/").text


def test_list_shows_times_with_their_zone(client, lead):
    inquiry(deadline="2026-03-03T14:00:00Z")

    html = client.get(LIST).text

    assert "Tue 3 Mar 2026 09:00 EST" in html
    assert "<bdi>Harrow Bay Courier</bdi>" in html


def test_nothing_changes_by_its_form(client, lead):
    thing = inquiry()
    before = Inquiry.objects.values().get()

    client.post(
        f"{LIST}{thing.pk}/change/",
        {"status": "answered", "name": "X", "message": "X", "email": "x@x.example", "digest": "x"},
    )

    assert Inquiry.objects.values().get() == before


def test_shows_what_was_typed_and_runs_none_of_it(client, lead):
    evil = "<script>alert(1)</script>"
    thing = inquiry(
        name=evil,
        outlet=evil,
        phone=evil,
        message=f"one\n{evil}",
        article_headline=evil,
        article_path="/news/x/",
    )

    html = page_of(client, thing)

    assert "<script>alert" not in html
    assert "<bdi>&lt;script&gt;" in html
    assert "one\n&lt;script&gt;" in html
    assert "<script>alert" not in client.get(LIST).text


@pytest.mark.parametrize(
    "path", ["javascript:alert(1)", "//evil.example/", "https://evil.example/"]
)
def test_article_leads_nowhere_else(client, lead, path):
    assert f'href="{path}"' not in page_of(client, inquiry(article_path=path, article_headline="H"))


def test_links_the_article_and_the_answer(client, lead):
    thing = inquiry(article_path="/news/all-hands/", article_headline="All hands")

    html = page_of(client, thing)

    assert '<a href="/news/all-hands/"><bdi>All hands</bdi></a>' in html
    assert re.search(rf'href="mailto:zoe@courier.example\?subject=[^"]*{thing.reference}"', html)


def test_address_cannot_add_to_the_mail(client, lead):
    html = page_of(client, inquiry(email="a?bcc=evil@x.example"))

    assert "mailto:a%3Fbcc%3Devil@x.example?subject=" in html


def test_nobody_adds_and_only_administrators_delete(client, lead, client_for):
    thing = inquiry()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{thing.pk}/delete/", {"post": "yes"}).status_code == 403

    administrator = client_for("Administrator")

    assert administrator.get(f"{LIST}add/").status_code == 403
    assert administrator.post(f"{LIST}{thing.pk}/delete/", {"post": "yes"}).status_code == 302


def test_marks_several_at_once_and_keeps_that_in_the_history(client, lead):
    things = [inquiry(), inquiry(status="answered", settled_at=timezone.now())]
    data = {"action": "mark_answered", "_selected_action": [thing.pk for thing in things]}

    response = client.post(LIST, data, follow=True)

    assert "1 inquiry marked." in response.text
    assert Inquiry.objects.filter(status="answered").count() == 2
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("answer", str(things[0].pk))


def test_list_takes_the_same_queries_for_many(client, lead, django_assert_max_num_queries):
    for _number in range(30):
        inquiry()

    with django_assert_max_num_queries(12):
        client.get(LIST)


@pytest.mark.matrix
@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=" + "x" * 5000, "?p=-1", "?o=99", "?status=x", "?e=1"]
)
def test_list_survives_nonsense(client, lead, query):
    assert client.get(LIST + query).status_code in {200, 302}


@pytest.fixture
def client_for():
    from django.test import Client

    def sign_in(role):
        browser = Client()
        browser.force_login(member(role))
        return browser

    return sign_in
