"""The pictures of a text open to whoever may read it, and to nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.services import index_photos

from .conftest import FORGED, Purpose, accept, delete, expire, revoke

pytestmark = pytest.mark.django_db


# Closed


def test_a_wrong_token_opens_no_picture(client, photo, with_photo):
    for token in FORGED:
        response = client.get(f"/media/{photo.fallback['name']}?reading={token}")

        assert response.status_code == 404, token


# Pictures


def picture(client, photo, path, name=None):
    token = path.rstrip("/").rpartition("/")[2]
    return client.get(f"/media/{name or photo.fallback['name']}", {"reading": token})


@pytest.fixture
def with_photo(draft, photo):
    draft.photo = photo
    draft.save()
    return draft


def test_the_reader_sees_the_pictures_of_the_text(
    client, with_photo, photo, link_to, make_article, new_photo
):
    public = make_article("public", photo=new_photo())
    path = link_to(with_photo)[1]
    token = path.rstrip("/").rpartition("/")[2]
    response = picture(client, photo, path)

    html = client.get(path).text
    assert f"{photo.fallback['name']}?reading={token}" in html
    # A picture that everybody may see is not asked for with a secret.
    assert f"{public.photo.fallback['name']} " in html
    assert f"{public.photo.fallback['name']}?" not in html
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert client.get(f"/media/{photo.fallback['name']}").status_code == 404


def test_the_reader_sees_the_pictures_inside_the_text(client, draft, photo, link_to):
    draft.body = f'<figure data-photo="{photo.pk}" data-alt="Two boats."></figure><p>Text.</p>'
    draft.save()
    index_photos(draft)
    path = link_to(draft)[1]
    token = path.rstrip("/").rpartition("/")[2]

    assert f"?reading={token}" in client.get(path).text
    assert picture(client, photo, path).status_code == 200


def test_the_original_is_for_nobody_outside(client, with_photo, photo, link_to):
    path = link_to(with_photo)[1]

    assert picture(client, photo, path, photo.file.name).status_code == 404


def test_a_link_opens_no_picture_of_another_article(
    client, with_photo, photo, link_to, make_article
):
    other = make_article("other", status="draft", publish_at=None)

    assert picture(client, photo, link_to(other)[1]).status_code == 404


@pytest.mark.parametrize("end", [expire, revoke, delete])
def test_the_pictures_go_with_the_link(client, with_photo, photo, link_to, end):
    link, path = link_to(with_photo)
    end(link)

    assert picture(client, photo, path).status_code == 404


def test_a_picture_without_consent_is_shown_to_no_reader(client, with_photo, photo, link_to):
    path = link_to(with_photo, is_pinned=True)[1]
    photo.consent_withdrawn_at = timezone.now()
    photo.save()

    assert picture(client, photo, path).status_code in {404, 410}
    assert photo.directory not in client.get(path).text


def test_a_pinned_text_keeps_its_own_picture(client, with_photo, photo, link_to):
    pinned, following = link_to(with_photo, is_pinned=True)[1], link_to(with_photo)[1]
    with_photo.photo = None
    with_photo.save()

    assert picture(client, photo, pinned).status_code == 200
    assert picture(client, photo, following).status_code == 404


def test_a_promise_comes_before_the_pictures(client, with_photo, photo, link_to, from_our_page):
    with_photo.status, with_photo.publish_at = "published", timezone.now() + timedelta(days=1)
    with_photo.save()
    path = link_to(with_photo, Purpose.EMBARGO)[1]
    assert picture(client, photo, path).status_code == 404
    accept(client, path, from_our_page)
    assert picture(client, photo, path).status_code == 200

    with_photo.status = "draft"
    with_photo.save()
    assert picture(client, photo, path).status_code == 404
