"""A picture whose form had errors need not be chosen again; and encoding keeps nobody waiting."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.photos import pending, store
from ijmsite.photos.models import Photo
from tests.staff.people import member

from .test_safety import SECRETS, secretive_jpeg

ADD = "admin:photos_photo_add"
FINE = {
    "title": "Boats",
    "alt": "Two boats.",
    "credit": "Ada Roy",
    "consent_scope": "not_needed",
    "focal_x": 50,
    "focal_y": 50,
}


@pytest.fixture
def writer(db):
    return member("Writer")


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def kept_files(settings):
    return sorted((settings.MEDIA_ROOT / "pending").glob("*"))


def token_in(response):
    return response.context["adminform"].form["kept"].value()


def errors(response):
    return dict(response.context["adminform"].form.errors)


@pytest.fixture
def refused(desk, upload):
    """Send a good picture with a form that is not, and return the answer."""
    return desk.post(reverse(ADD), FINE | {"alt": "", "upload": upload()})


def test_the_second_try_needs_no_picture(desk, refused, settings):
    assert list(errors(refused)) == ["alt"]
    assert "you need not choose it again" in refused.text
    assert len(kept_files(settings)) == 1

    again = desk.post(reverse(ADD), FINE | {"kept": token_in(refused), "focal_x": 10})

    photo = Photo.objects.get()
    assert again.status_code == 302
    assert (photo.width, photo.height, photo.focal_x) == (160, 120, 10)
    assert {str(p.relative_to(settings.MEDIA_ROOT)) for p in all_files(settings)} == set(
        photo.names
    )


def all_files(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_third_try_still_has_it(desk, refused, settings):
    token = token_in(refused)
    second = desk.post(reverse(ADD), FINE | {"title": "", "kept": token})

    assert list(errors(second)) == ["title"]
    assert token_in(second) == token
    assert len(kept_files(settings)) == 1
    assert desk.post(reverse(ADD), FINE | {"kept": token}).status_code == 302


def test_another_picture_takes_its_place(desk, refused, upload, picture, settings):
    other = upload(picture((80, 60)))
    desk.post(reverse(ADD), FINE | {"kept": token_in(refused), "upload": other})

    assert Photo.objects.get().width == 80
    assert kept_files(settings) == []


def test_what_is_kept_names_no_place_and_no_camera(desk, upload, picture, settings):
    desk.post(reverse(ADD), FINE | {"alt": "", "upload": upload(secretive_jpeg(picture))})

    (path,) = kept_files(settings)
    assert [word for word in SECRETS if word in path.read_bytes()] == []


def test_what_is_kept_has_no_address(desk, refused, settings):
    (path,) = kept_files(settings)
    assert desk.get(f"/media/pending/{path.name}").status_code == 404


def test_a_bad_picture_is_not_kept(desk, upload, settings):
    response = desk.post(reverse(ADD), FINE | {"alt": "", "upload": upload(b"GIF89a nonsense")})

    assert sorted(errors(response)) == ["alt", "upload"]
    assert not token_in(response)
    assert kept_files(settings) == []


def test_it_is_for_nobody_else(client, refused):
    client.force_login(member("Writer"))
    response = client.post(reverse(ADD), FINE | {"kept": token_in(refused)})

    assert list(errors(response)) == ["upload"]
    assert "you need not choose it again" not in response.text


@pytest.mark.parametrize("name", ["../secret_key", "pending/1-x.jpg"])
def test_takes_no_token_that_it_did_not_make(desk, name, writer):
    forged = [name, signing.dumps(name, salt="other"), signing.dumps(name, salt=pending.SALT)]
    for token in forged:
        assert list(errors(desk.post(reverse(ADD), FINE | {"kept": token}))) == ["upload"]


def test_it_is_gone_after_an_hour(desk, writer, refused, settings, upload):
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        desk.force_login(writer)  # nobody stays signed in that long without a request
        late = desk.post(reverse(ADD), FINE | {"kept": token_in(refused)})
        assert list(errors(late)) == ["upload"]
        desk.get(reverse(ADD))

    assert kept_files(settings) == []


def test_keeps_few_for_each_person(desk, upload, settings):
    tokens = [
        token_in(desk.post(reverse(ADD), FINE | {"alt": "", "upload": upload()})) for _ in range(5)
    ]

    assert len(kept_files(settings)) == pending.KEPT_EACH
    assert desk.post(reverse(ADD), FINE | {"kept": tokens[0]}).status_code == 200
    assert desk.post(reverse(ADD), FINE | {"kept": tokens[-1]}).status_code == 302


def test_a_full_disk_is_told_beside_the_field(desk, upload, settings, monkeypatch):
    def full(name, content):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    response = desk.post(reverse(ADD), FINE | {"alt": "", "upload": upload()})

    assert sorted(errors(response)) == ["alt", "upload"]
    assert "could not be stored" in errors(response)["upload"][0]


def test_looks_at_a_picture_once(desk, upload, monkeypatch):
    looks = []
    fresh_canvas = store.safety.fresh_canvas
    monkeypatch.setattr(
        store.safety, "fresh_canvas", lambda file: looks.append(1) or fresh_canvas(file)
    )
    desk.post(reverse(ADD), FINE | {"upload": upload()})
    desk.post(reverse(ADD), FINE | {"alt": "", "upload": upload()})
    desk.post(reverse(ADD), FINE | {"upload": upload(b"nonsense")})

    assert len(looks) == 3


def test_without_the_right_to_add_nothing_is_even_decoded(client, db, upload, monkeypatch):
    monkeypatch.setattr(store.safety, "fresh_canvas", lambda file: pytest.fail("decoded"))
    client.force_login(member("Fundraising"))
    assert client.post(reverse(ADD), FINE | {"upload": upload()}).status_code == 403


def write_elsewhere():
    """Store a row over a connection of its own, as another request would."""

    def write():
        try:
            PressContact.objects.create(name="P", title="T", phone="1")
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(5)
    return not thread.is_alive()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["a new picture", "new crops"])
def test_others_write_while_a_picture_is_encoded(client, upload, stored, monkeypatch, step):
    photo = stored()
    written = []
    function = {"a new picture": "encode", "new crops": "cut"}[step]
    encode = getattr(store.renditions, function)

    def watched(*args):
        written.append(write_elsewhere())
        return encode(*args)

    monkeypatch.setattr(store.renditions, function, watched)
    client.force_login(member("Administrator"))
    if step == "a new picture":
        client.post(reverse(ADD), FINE | {"upload": upload()})
    else:
        page = reverse("admin:photos_photo_change", args=[photo.pk])
        client.post(page, FINE | {"focal_x": 1})

    assert written == [True]
    assert PressContact.objects.count() == 1
    assert Photo.objects.filter(focal_x=1).count() + Photo.objects.count() == 2
