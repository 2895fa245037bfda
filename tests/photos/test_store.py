import errno
import io
import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError
from PIL import Image

from ijmsite.photos import store
from ijmsite.photos.models import Photo
from ijmsite.photos.store import delete_photo, store_photo

from .conftest import encoded


def files(settings):
    return sorted(p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file())


def widths(photo, format):
    return [r["width"] for r in photo.pictures(format)]


def open_rendition(rendition):
    with default_storage.open(rendition["name"]) as file:
        image = Image.open(file)
        image.load()
    return image


@pytest.mark.parametrize(
    ("width", "expected"),
    [(300, [300]), (900, [400, 800, 900]), (2000, [400, 800, 1200, 1600])],
)
def test_makes_widths_that_never_enlarge(stored, picture, width, expected):
    photo = stored(picture((width, 200)))

    assert widths(photo, "avif") == widths(photo, "webp") == expected
    assert widths(photo, "jpeg") == [min(width, 1200)]
    assert (photo.width, photo.height) == (width, 200)


def test_each_rendition_is_what_its_row_says(stored, picture):
    photo = stored(picture((1000, 500)))

    for rendition in photo.renditions:
        image = open_rendition(rendition)
        assert image.size == (rendition["width"], rendition["height"])
        assert image.format.lower() == rendition["format"]


def test_one_pixel_gets_its_renditions(stored):
    photo = stored(encoded(Image.new("RGB", (1, 1)), "PNG"))
    assert widths(photo, "avif") == [1]


def test_names_are_random_and_tell_nothing(stored, settings):
    photo = stored()

    assert photo.directory != str(photo.pk)
    assert len(photo.directory) == 36
    assert {path.parent.name for path in files(settings)} == {photo.directory}
    assert len(files(settings)) == len(photo.names)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "alt", ["", "IMG_1234.jpg", "img 2041", "my holiday/harbour.png", "DSC00017"]
)
def test_asks_for_a_text_that_says_what_the_picture_shows(stored, settings, alt):
    with pytest.raises(ValidationError) as caught:
        stored(alt=alt)

    assert list(caught.value.message_dict) == ["alt"]
    assert files(settings) == []


@pytest.mark.parametrize("alt", ["A boat.", "Photo of 3 boats in 1912", "The letter P", "Room 5"])
def test_takes_what_people_write(stored, alt):
    assert stored(alt=alt).alt == alt


def test_leaves_nothing_behind_when_the_disk_is_full(stored, settings, monkeypatch):
    save = default_storage.save
    count = iter(range(100))

    def full(name, content):
        if next(count) == 4:
            # What a disk leaves of a file when it is full.
            save(name, type(content)(b"half"))
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(ValidationError) as caught:
        stored()

    assert caught.value.code == "storage"
    assert Photo.objects.count() == 0
    assert list(settings.MEDIA_ROOT.rglob("*")) == []


def test_leaves_nothing_behind_when_the_row_fails(stored, settings, monkeypatch):
    def fails(self, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Photo, "save", fails)
    with pytest.raises(IntegrityError):
        stored()

    assert files(settings) == []


def test_deletes_its_files_after_the_commit(stored, settings, django_capture_on_commit_callbacks):
    photo = stored()
    with django_capture_on_commit_callbacks(execute=True):
        delete_photo(photo)
        assert files(settings)

    assert list(settings.MEDIA_ROOT.iterdir()) == []


def test_never_works_on_more_than_two_pictures_at_once(picture, monkeypatch):
    running, most = [], []
    fresh_canvas = store.safety.fresh_canvas

    def watched(file):
        running.append(1)
        most.append(len(running))
        try:
            return fresh_canvas(file)
        finally:
            running.pop()

    monkeypatch.setattr(store.safety, "fresh_canvas", watched)
    content = picture((900, 700))
    threads = [
        threading.Thread(target=store.check_picture, args=[io.BytesIO(content)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 8
    assert max(most) <= 2


def test_keeps_who_uploaded_it(django_user_model, db, picture):
    user = django_user_model.objects.create_user("a@b.example", "x")
    photo = store_photo(
        io.BytesIO(picture()), title="T", alt="A boat.", credit="C", uploaded_by=user
    )
    assert photo.uploaded_by == user


FIFTY = """
import io, sys, threading
import django
django.setup()
from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_files

content = open(sys.argv[1], "rb").read()
photos = [Photo() for _ in range(int(sys.argv[2]))]
threads = [threading.Thread(target=store_files, args=[p, io.BytesIO(content)]) for p in photos]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
stored = sum(bool(photo.renditions) for photo in photos)
from tests.memory import most_so_far
print(stored, most_so_far() // 1000)
"""


@pytest.mark.audit
def test_fifty_at_once_are_stored_in_little_memory(tmp_path):
    noise = Image.effect_noise((4000, 3000), 60).convert("RGB")
    (tmp_path / "12mp.jpg").write_bytes(encoded(noise, quality=85))
    result = subprocess.run(
        [sys.executable, "-c", FIFTY, str(tmp_path / "12mp.jpg"), "50"],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "ijmsite.settings", "DATA_DIR": str(tmp_path / "data")},
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    count, megabytes = map(int, result.stdout.split())

    assert count == 50
    assert megabytes < 600
