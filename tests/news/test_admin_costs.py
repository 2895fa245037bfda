"""Pages of the desk cost as many queries with ten pictures as with one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ijmsite.photos.usage import Use, uses_of

pytestmark = pytest.mark.django_db


def fill(article, bare_photo, count):
    for _number in range(count):
        article.articlephoto_set.create(photo=bare_photo())


def cost_of(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def page(what, article):
    return reverse(f"admin:news_article_{what}", args=[article.pk])


@pytest.mark.parametrize(
    ("what", "state"),
    [("withdrawn", {"status": "withdrawn"}), ("delete", {"status": "draft", "publish_at": None})],
)
def test_ten_pictures_cost_what_one_costs(desk, make_article, bare_photo, what, state):
    article = make_article(**state)
    other = make_article("other")
    fill(article, bare_photo, 1)
    cost_of(desk, page(what, article))
    one = cost_of(desk, page(what, article))
    fill(article, bare_photo, 9)
    assert cost_of(desk, page(what, article)) == one

    # Nor does it matter in how many of them readers still see one.
    other.articlephoto_set.create(photo=article.body_photos.first())
    shared = cost_of(desk, page(what, article))
    for photo in article.body_photos.all()[1:6]:
        other.articlephoto_set.create(photo=photo)
    assert cost_of(desk, page(what, article)) == shared


def test_the_use_of_many_photos_costs_three_queries(
    make_article, bare_photo, django_assert_max_num_queries
):
    photos = [bare_photo() for _number in range(8)]
    later = timezone.now() + timedelta(days=1)
    make_article("public", photo=photos[0]).articlephoto_set.create(photo=photos[1])
    make_article("gone", photo=photos[1], status="withdrawn").articlephoto_set.create(
        photo=photos[2]
    )
    make_article("planned", photo=photos[2], publish_at=later).articlephoto_set.create(
        photo=photos[3]
    )
    make_article("draft", photo=photos[4], status="draft", publish_at=None)

    with django_assert_max_num_queries(3):
        uses = uses_of(photos)

    assert [uses[photo.pk] for photo in photos[:5]] == [
        *(Use.PUBLIC, Use.PUBLIC, Use.GONE, Use.PLANNED, Use.NONE)
    ]
