import pytest

from news.services import note_move
from tests.staff.people import member


@pytest.fixture
def lead(client):
    user = member("PR lead")
    client.force_login(user)
    return user


@pytest.fixture
def move(make_article):
    """Return a function that gives a public article a new slug."""

    def to(article, slug):
        old, article.slug = article.slug, slug
        article.save()
        note_move(article, old, None)

    return to
