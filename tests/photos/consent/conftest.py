"""The consent of the people in a picture."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from ijmsite.photos.models import Photo
from news.models import Article

LIST = "admin:photos_photo_changelist"
NOON = datetime(2026, 3, 3, 17, tzinfo=UTC)  # noon in the office
STORY = {"consent_scope": "story", "consent_reference": "file 12"}


@pytest.fixture
def photo(stored):
    return stored(**STORY)


@pytest.fixture
def article(photo):
    return Article.objects.create(
        headline="The harbor opens",
        slug="h",
        standfirst="S",
        photo=photo,
        status=Article.Status.PUBLISHED,
        publish_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def page(photo, name="change"):
    return reverse(f"admin:photos_photo_{name}", args=[photo.pk])


def address(photo, role="16x9"):
    return reverse("photos:media", args=[photo.crop(role)["name"]])


def fields(photo, **changes):
    names = ["title", "alt", "credit", "focal_x", "focal_y", "consent_scope", "consent_reference"]
    return {name: getattr(photo, name) for name in names} | changes


def form_errors(response):
    return dict(response.context["adminform"].form.errors)


@pytest.fixture
def withdrawn(photo):
    Photo.objects.update(consent_withdrawn_at=timezone.now())
    photo.refresh_from_db()
    return photo
