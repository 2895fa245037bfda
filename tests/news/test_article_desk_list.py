"""The list of articles at the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.staff.people import member

from .desk import LIST

pytestmark = pytest.mark.django_db


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("state", "slugs"),
    [
        ("draft", {"draft"}),
        ("in_review", {"review"}),
        ("scheduled", {"later"}),
        ("published", {"now"}),
        ("gone", {"expired", "withdrawn"}),
    ],
)
def test_filters_by_state(desk, make_article, state, slugs):
    now, day = timezone.now(), timedelta(days=1)
    make_article("draft", status="draft", publish_at=None)
    make_article("review", status="in_review", publish_at=None)
    make_article("later", publish_at=now + day)
    make_article("now")
    make_article("expired", publish_at=now - 2 * day, unpublish_at=now - day)
    make_article("withdrawn", status="withdrawn")
    page = desk.get(LIST, {"state": state})

    assert {article.slug for article in page.context["cl"].result_list} == slugs


def test_costs_the_same_for_many(desk, make_article, topic, django_assert_max_num_queries):
    for number in range(12):
        make_article(f"a{number}", topics=[topic])
    with django_assert_max_num_queries(9):
        page = desk.get(LIST)
    assert page.text.count("Partnerships") >= 12


@pytest.mark.parametrize(("role", "chooses"), [("PR lead", True), ("Writer", False)])
def test_the_box_for_all_has_a_label_where_there_is_one(client, make_article, role, chooses):
    make_article()
    client.force_login(member(role))

    text = client.get(LIST).text

    assert ('id="action-toggle"' in text) is chooses
    assert ('<label for="action-toggle">All on this page</label>' in text) is chooses
