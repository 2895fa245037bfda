from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import PressContact
from news.models import Article, Topic


@pytest.fixture
def press_contact():
    return PressContact.objects.create(
        name="Petra Kooman",
        title="Director of Marketing and Public Relations",
        phone="519.679.5030",
        extension="229",
        is_default=True,
    )


@pytest.fixture
def make_article(press_contact):
    """Return a function that stores an article, published an hour ago unless told otherwise."""

    def make(slug="all-hands", **fields):
        defaults = {
            "headline": f"Headline of {slug}",
            "standfirst": f"Standfirst of {slug}.",
            "body": f"<p>Body of {slug}.</p>",
            "dateline": "London, Ontario",
            "byline": "Press office",
            "status": Article.Status.PUBLISHED,
            "publish_at": timezone.now() - timedelta(hours=1),
            "press_contact": press_contact,
        }
        topics = fields.pop("topics", ())
        article = Article.objects.create(slug=slug, **{**defaults, **fields})
        article.topics.set(topics)
        return article

    return make


@pytest.fixture
def topic():
    return Topic.objects.create(slug="partnerships", name="Partnerships", name_fr="Partenariats")
