"""The library as the text editor asks it."""

import io
import json
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.photos.picker import PAGE

PICKER = "/admin/photos/photo/picker/"
UPLOAD = "/admin/photos/photo/upload/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_staff(client, django_user_model):
    """Return a function that signs in a member of staff who has these rights alone."""

    def sign_in(*codenames):
        user = django_user_model.objects.create_user("pat@s.example", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def staff(as_staff):
    return as_staff("view_photo", "add_photo")


def titles(response):
    return [item["title"] for item in response.json()["items"]]


def test_tells_all_that_the_editor_shows(staff, stored):
    photo = stored(alt_fr="Deux bateaux.", caption="Boats.", caption_fr="Bateaux.")
    response = staff.get(PICKER)
    (item,) = response.json()["items"]

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.json()["count"] == 1
    assert response.json()["may_add"] is True
    assert item == {
        "id": str(photo.pk),
        "title": "Boats",
        "alt": "Two boats in a harbour.",
        "alt_fr": "Deux bateaux.",
        "caption": "Boats.",
        "caption_fr": "Bateaux.",
        "credit": "Ada Roy",
        "thumbnail": f"/media/{photo.pictures('webp')[0]['name']}",
        "preview": f"/media/{photo.pictures('webp')[0]['name']}",
        "width": 160,
        "height": 120,
        "usable": True,
        "lacks_consent": True,
        "page": f"/admin/photos/photo/{photo.pk}/change/",
    }
    assert staff.get(item["thumbnail"]).status_code == 200


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("boat", ["Boats"]),
        ("HARBOUR two", ["Boats"]),
        ("Ada", ["Yard", "Boats"]),
        ("bateaux", ["Boats"]),
        ("two yard", []),
        ("  ", ["Yard", "Boats"]),
        ("%", []),
        ("a\0da", ["Yard", "Boats"]),
        ("x" * 10_000, []),
    ],
    ids=lambda value: str(value)[:20],
)
def test_finds_photos_by_all_words(staff, stored, query, found):
    stored(alt_fr="Bateaux.")
    stored(title="Yard", alt="A yard.")
    assert titles(staff.get(PICKER, {"q": query})) == found


def test_goes_through_a_large_library_page_by_page(staff, stored):
    photo = stored()
    rows = [
        Photo(
            title=f"Boats {number}",
            directory=str(uuid.uuid4()),
            **{name: getattr(photo, name) for name in ("alt", "credit", "width", "height")},
            renditions=photo.renditions,
        )
        for number in range(PAGE)
    ]
    Photo.objects.bulk_create(rows)
    first = staff.get(PICKER).json()
    second = staff.get(PICKER, {"page": first["next"]}).json()

    assert (first["count"], len(first["items"]), first["next"]) == (PAGE + 1, PAGE, 2)
    assert (len(second["items"]), second["next"]) == (1, None)
    assert len({item["id"] for item in first["items"] + second["items"]}) == PAGE + 1
    for page in ("0", "-1", "1e9", "abc", "'--"):
        assert staff.get(PICKER, {"page": page}).status_code == 200


def test_offers_no_photo_whose_consent_ended_but_still_knows_it(staff, stored):
    ended = stored(consent_expires_on=timezone.localdate() - timedelta(days=1))

    assert titles(staff.get(PICKER)) == []
    (item,) = staff.get(PICKER, {"id": str(ended.pk)}).json()["items"]
    assert item["usable"] is False


@pytest.mark.matrix
@pytest.mark.parametrize("wrong", ["", "7", "x" * 5000, "' OR 1=1", str(uuid.UUID(int=7)), "\0"])
def test_an_unknown_id_finds_nothing(staff, stored, wrong):
    stored()
    assert staff.get(PICKER, {"id": wrong}).json() == {"items": []}


def test_asks_the_database_a_fixed_number_of_times(staff, stored, django_assert_max_num_queries):
    for _ in range(3):
        stored()
    staff.get(PICKER)
    with django_assert_max_num_queries(8):
        staff.get(PICKER)


def post(client, content, **fields):
    upload = io.BytesIO(content)
    upload.name = "IMG_1.jpg"
    data = {"alt": "A blue harbor.", "credit": "Ada Roy", "language": "en"} | fields
    return client.post(UPLOAD, {"upload": upload} | data)


def test_stores_a_photo_and_tells_about_it(staff, picture):
    response = post(staff, picture())
    photo = Photo.objects.get()

    assert response.status_code == 201
    assert response.json()["photo"]["id"] == str(photo.pk)
    assert (photo.alt, photo.alt_fr, photo.credit) == ("A blue harbor.", "", "Ada Roy")
    assert photo.title == "A blue harbor."
    assert photo.uploaded_by.email == "pat@s.example"
    assert staff.get(response.json()["photo"]["preview"]).status_code == 200


def test_makes_a_title_of_a_long_description_in_french(staff, picture):
    post(staff, picture(), alt="é" * 250, language="fr")
    photo = Photo.objects.get()

    assert photo.title == "é" * 119 + "…"
    assert photo.alt_fr == photo.alt == "é" * 250


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"alt": ""}, "alt"),
        ({"alt": "IMG_1234.jpg"}, "alt"),
        ({"alt": "x" * 251}, "alt"),
        ({"alt": "a\0b"}, "alt"),
        ({"credit": ""}, "credit"),
        ({"credit": "x" * 121}, "credit"),
        ({"language": "de"}, "language"),
    ],
)
def test_says_what_is_wrong_beside_its_field(staff, picture, fields, wrong):
    response = post(staff, picture(), **fields)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [wrong]
    assert response.json()["errors"][wrong][0]
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a/*", b"\xff\xd8\xff\xe0 no"], ids=repr
)
def test_refuses_what_is_no_picture(staff, content):
    response = post(staff, content)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["upload"]
    assert not Photo.objects.exists()


def test_asks_for_a_file(staff):
    response = staff.post(UPLOAD, {"alt": "A harbor.", "credit": "Ada Roy"})
    assert response.json()["errors"] == {"upload": ["Please choose a picture."]}


def test_says_that_the_storage_refused_and_keeps_nothing(staff, picture, monkeypatch):
    def full(*args):
        raise OSError("disk full")

    monkeypatch.setattr(default_storage._wrapped, "save", full)
    response = post(staff, picture())

    assert response.status_code == 400
    assert "stored" in json.dumps(response.json()["errors"]["upload"])
    assert not Photo.objects.exists()


def test_asks_for_the_right_to_look_and_to_add(as_staff, picture, django_user_model):
    client = as_staff("view_photo")
    assert client.get(PICKER).json()["may_add"] is False
    assert post(client, picture()).status_code == 403
    user = django_user_model.objects.get()
    user.user_permissions.clear()
    client.force_login(user)  # other rights have ended the session
    assert client.get(PICKER).status_code == 403
    assert not Photo.objects.exists()


def test_strangers_are_asked_to_sign_in(client, picture):
    for response in (client.get(PICKER), post(client, picture())):
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")


def test_takes_no_upload_from_another_site(staff, picture):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = staff.cookies
    assert post(strict, picture()).status_code == 403
    assert not Photo.objects.exists()


@pytest.mark.parametrize(("method", "path"), [("post", PICKER), ("get", UPLOAD), ("put", UPLOAD)])
def test_answers_the_methods_it_knows(staff, method, path):
    assert getattr(staff, method)(path).status_code == 405
