"""Pictures are kept as the pages are, and gone as soon as nobody may see them."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from PIL import Image

from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_photo
from news.models import Article
from tests.doors import ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def photo(db):
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 80, 120)).save(buffer, "JPEG")
    buffer.seek(0)
    return store_photo(buffer, title="A", alt="A.", credit="A", consent_scope="not_needed")


@pytest.fixture
def shown(photo, article):
    """Return the address of a picture that a page shows."""
    Article.objects.update(photo=photo)
    return f"/media/{photo.fallback['name']}"


def test_is_read_from_the_storage_once(site, django, shown):
    first, second = ask(site, shown), ask(site, shown)

    assert first.status == 200
    assert first == second
    assert len(django.asked) == 1
    assert first.headers["content-type"] == "image/jpeg"
    assert "content-encoding" not in ask(site, shown, HTTP_ACCEPT_ENCODING="gzip, br").headers


def test_a_copy_is_confirmed(site, shown):
    tag = ask(site, shown).headers["etag"]
    confirmed = ask(site, shown, HTTP_IF_NONE_MATCH=tag)

    assert (confirmed.status, confirmed.content) == (304, b"")
    assert "public" in confirmed.headers["cache-control"]


ENDS = {
    "article withdrawn": (lambda: Article.objects.update(status="withdrawn"), 410),
    "article taken back": (lambda: Article.objects.update(status="draft"), 404),
    "article deleted": (lambda: Article.objects.all().delete(), 404),
    "another picture": (lambda: Article.objects.update(photo=None), 404),
    "consent withdrawn": (
        lambda: Photo.objects.update(consent_withdrawn_at=timezone.now()),
        410,
    ),
    "consent over": (
        lambda: Photo.objects.update(consent_expires_on=timezone.localdate() - timedelta(days=1)),
        410,
    ),
}


@pytest.mark.parametrize(("end", "status"), ENDS.values(), ids=ENDS)
def test_is_gone_on_the_next_request(site, shown, end, status):
    assert ask(site, shown).status == 200
    end()
    told = ask(site, shown)

    assert told.status == status
    assert "public" not in told.headers["cache-control"]
    assert ask(site, shown, HTTP_IF_NONE_MATCH="*").status == status


def test_staff_see_what_is_not_public_and_nobody_else_does(site, photo, article, settings):
    address = f"/media/{photo.fallback['name']}"
    staff = get_user_model().objects.create_superuser(email="a@newsroom.example", password="x")
    client = Client()
    client.force_login(staff)
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    for _ in range(2):
        assert ask(site, address).status == 404
        told = ask(site, address, HTTP_COOKIE=session)
        assert told.status == 200
        assert "private" in told.headers["cache-control"]
    assert not site.entries


def test_a_reading_link_is_answered_by_django(site, django, shown):
    for _ in range(2):
        ask(site, f"{shown}?reading=abc")
        ask(site, f"{shown}?reading=")

    assert len(django.asked) == 4
    assert {asked["QUERY_STRING"] for asked in django.asked} == {"reading=abc", "reading="}
    assert not site.entries


def test_the_original_is_not_given_out(site, photo, shown):
    assert ask(site, shown).status == 200
    assert ask(site, f"/media/{photo.file.name}").status == 404
