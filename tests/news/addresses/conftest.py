import pytest

from news.services import note_move


@pytest.fixture
def move(make_article):
    """Return a function that gives a public article a new slug."""

    def to(article, slug):
        old, article.slug = article.slug, slug
        article.save()
        note_move(article, old, None)

    return to
