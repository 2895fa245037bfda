"""The history of an article."""

import pytest
from django.urls import reverse

from tests.news.desk_form import typed_into


def page_of(article, name="change", *numbers):
    return reverse(f"admin:news_article_{name}", args=[article.pk, *numbers])


@pytest.fixture
def draft(make_article):
    return make_article(status="draft", publish_at=None)


@pytest.fixture
def save(desk):
    """Return a function that opens an article's form, types into it and saves it."""

    def save(article, **changes):
        page = page_of(article)
        response = desk.post(page, typed_into(desk.get(page), **changes))
        assert response.status_code == 302, response.context["errors"]
        article.refresh_from_db()

    return save


def revisions(article):
    return list(article.history.order_by("history_id"))
