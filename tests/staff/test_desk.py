"""What the desks have in common, against addresses and forms that somebody made up."""

import logging

import pytest
from django.contrib.contenttypes.models import ContentType
from model_bakery import baker

from ijmsite.web.logs import MaskingFormatter

from .people import member

pytestmark = pytest.mark.django_db

LISTS = ["news/article", "news/topic", "photos/photo", "contacts/inquiry", "staff/user"]


@pytest.mark.parametrize("desk", LISTS)
@pytest.mark.parametrize("key", ["", "x", "-", "\0"])
def test_an_action_on_a_row_that_was_made_up_does_nothing(client, administrator, desk, key):
    data = {"action": "delete_selected", "_selected_action": key, "post": "yes"}

    response = client.post(f"/admin/{desk}/", data, follow=True)

    assert response.status_code == 200


def test_an_address_with_an_empty_field_shows_the_form(client, administrator):
    topic = baker.make("news.Topic")

    assert client.get(f"/admin/news/topic/{topic.pk}/change/?_to_field=").status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("Fundraising", 403), ("no role", 403), ("Writer", 302)]
)
def test_the_way_to_the_page_of_something_is_for_those_who_see_it(client, role, status):
    article = baker.make("news.Article", slug="secret-plan")
    client.force_login(member(role))
    number = ContentType.objects.get_for_model(article).pk

    response = client.get(f"/admin/r/{number}/{article.pk}/")

    assert response.status_code == status
    assert ("secret-plan" in response.headers.get("Location", "")) is (status == 302)


@pytest.mark.parametrize("number", ["0", "x", "999999"])
def test_there_is_no_way_to_what_is_nothing(client, administrator, number):
    assert client.get(f"/admin/r/{number}/1/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/news/reading/{}/", "/news/reading/{})", "/News/reading/{}/x", "/media/a/b.webp?reading={}"],
)
def test_no_token_of_a_link_is_written_to_the_log(address):
    token = "Zk3" * 14
    record = logging.LogRecord(
        "x", logging.INFO, "", 1, "Not Found: %s", (address.format(token),), None
    )

    line = MaskingFormatter("{message}", style="{").format(record)

    assert token not in line
    assert "Not Found: /" in line


def test_whatever_a_reading_link_answers_is_kept_by_nobody(client):
    response = client.get("/news/reading/made-up/x/")

    assert response.status_code == 404
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
