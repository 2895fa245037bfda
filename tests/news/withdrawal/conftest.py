"""An article is taken down."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

LIST = reverse("admin:news_article_changelist")
HOUR = timedelta(hours=1)


@pytest.fixture
def public():
    """Return a client of somebody without an account."""
    return Client()


def page(what, article):
    return reverse(f"admin:news_article_{what}", args=[article.pk])


@pytest.fixture
def gone(make_article):
    return make_article("gone", status="withdrawn")
