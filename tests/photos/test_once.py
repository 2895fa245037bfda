"""One page for a new picture makes one photo, however often its form arrives."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from ijmsite.photos.models import Photo
from tests.news.desk_form import typed_into
from tests.staff.people import PASSWORD, member

from .test_kept_upload import FINE

ADD = reverse("admin:photos_photo_add")


def files(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.fixture
def desk(client, db):
    client.force_login(member("Writer"))
    return client


def test_a_second_click_answers_like_the_first_and_keeps_no_other_files(desk, upload, settings):
    sent = typed_into(desk.get(ADD), form_id="photo_form") | FINE
    first, second = (desk.post(ADD, sent | {"upload": upload()}) for _click in range(2))

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert len(Photo.objects.get().names) == len(files(settings))


def test_another_picture_from_the_same_page_is_another_photo(desk, upload, picture):
    sent = typed_into(desk.get(ADD), form_id="photo_form") | FINE
    desk.post(ADD, sent | {"upload": upload()})
    desk.post(ADD, sent | {"upload": upload(picture(size=(200, 100)))})

    assert Photo.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_photo(upload, settings):
    member("Writer", email="ana@s.example")
    client = Client()
    assert client.login(username="ana@s.example", password=PASSWORD)
    sent = typed_into(client.get(ADD), form_id="photo_form") | FINE

    def press(_click):
        try:
            return client.post(ADD, sent | {"upload": upload()}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, range(2))) == [302, 302]
    assert len(Photo.objects.get().names) == len(files(settings))
