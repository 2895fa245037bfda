"""Who may read an article, and from which second to which."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from news.models import Article

pytestmark = pytest.mark.django_db

SURFACES = ["/", "/fr/", "/news/", "/fr/news/", "/news/topics/partnerships/", "/news/neighbour/"]


def states():
    now = timezone.now()
    hour = timedelta(hours=1)
    return {
        "draft": {"status": "draft", "publish_at": None},
        "draft with a time": {"status": "draft", "publish_at": now - hour},
        "in review": {"status": "in_review", "publish_at": now - hour},
        "scheduled": {"publish_at": now + hour},
        "expired": {"publish_at": now - 2 * hour, "unpublish_at": now - hour},
        "withdrawn": {"status": "withdrawn", "publish_at": now - hour},
        "withdrawn before its time": {"status": "withdrawn", "publish_at": now + hour},
    }


@pytest.mark.matrix
@pytest.mark.parametrize("state", states())
@pytest.mark.parametrize("surface", SURFACES)
def test_what_is_not_published_shows_nowhere(client, make_article, topic, state, surface):
    make_article("neighbour", topics=[topic])
    make_article("hidden", headline="SECRET", topics=[topic], **states()[state])
    response = client.get(surface)

    assert response.status_code == 200
    assert "SECRET" not in response.text
    assert "/news/hidden/" not in response.text


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("draft", 404),
        ("draft with a time", 404),
        ("in review", 404),
        ("scheduled", 404),
        ("expired", 410),
        ("withdrawn", 410),
        ("withdrawn before its time", 404),
    ],
)
def test_answers_404_before_it_was_public_and_410_after(client, make_article, state, status):
    make_article("hidden", headline="SECRET", **states()[state])
    make_article("neighbour", headline="Other news")
    response = client.get("/news/hidden/")

    assert response.status_code == status
    assert "SECRET" not in response.text
    if status == 410:
        assert "/news/neighbour/" in response.text


def test_goes_live_and_expires_at_the_second(client, make_article, time_machine):
    time_machine.move_to("2026-03-03T13:59:59.500Z", tick=False)
    make_article(
        publish_at="2026-03-03T14:00:00Z", unpublish_at="2026-03-03T15:00:00Z", headline="On time"
    )
    for moment, status in [
        ("2026-03-03T13:59:59.999Z", 404),
        ("2026-03-03T14:00:00Z", 200),
        ("2026-03-03T14:59:59.999Z", 200),
        ("2026-03-03T15:00:00Z", 410),
    ]:
        time_machine.move_to(moment, tick=False)
        assert client.get("/news/all-hands/").status_code == status, moment


@pytest.mark.parametrize("state", [*states(), "published"])
def test_the_property_agrees_with_the_queryset(make_article, state):
    article = make_article(**states().get(state, {}))

    assert article.is_published == Article.objects.published().filter(pk=article.pk).exists()


def test_the_database_refuses_a_publication_without_a_time(make_article):
    with pytest.raises(IntegrityError):
        make_article(status="published", publish_at=None)
