"""Personal links to what is not public."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from ijmsite.photos.store import store_photo
from news.models import Article, ReadingLink
from news.reading.services import make_link
from tests.staff.people import member

SECRET = "Boats for the harbor watch"
Purpose = ReadingLink.Purpose
Status = Article.Status


@pytest.fixture
def lead(db):
    return member("PR lead", email="lead@newsroom.example")


@pytest.fixture
def draft(make_article):
    return make_article("boats", headline=SECRET, status="draft", publish_at=None)


@pytest.fixture
def scheduled(make_article):
    return make_article("boats", headline=SECRET, publish_at=timezone.now() + timedelta(days=1))


@pytest.fixture
def link_to(lead):
    """Return a function that makes a link and returns its row and its path."""

    def make(article, purpose=Purpose.PREVIEW, **fields):
        fields = {"reader_name": "Noor Haddad", "days": timedelta(days=7)} | fields
        link, address = make_link(article, lead, purpose=purpose, **fields)
        return link, "/" + address.split("/", 3)[3]

    return make


@pytest.fixture
def new_photo():
    def new():
        buffer = io.BytesIO()
        Image.new("RGB", (60, 40), (200, 30, 30)).save(buffer, "JPEG")
        return store_photo(buffer, title="Boats", alt="Two boats.", credit="Ada Roy")

    return new


@pytest.fixture
def photo(new_photo):
    return new_photo()


def accept(client, path, from_our_page):
    return client.post(path, headers=from_our_page)


FORGED = [
    "x",
    "A" * 43,
    "A" * 8000,
    "%00",
    "a%00b",
    "%ff%fe",
    "é王" * 10,
    "..%2f..%2f",
    "%ed%a0%80",
    "' OR 1=1--",
]


def expire(link):
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()


def revoke(link):
    link.revoke()


def delete(link):
    link.article.delete()
