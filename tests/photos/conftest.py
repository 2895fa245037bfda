import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from ijmsite.photos.store import store_photo


def encoded(image, format="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


@pytest.fixture
def picture():
    """Return a function that makes the bytes of a picture: left half red, right half blue."""

    def make(size=(160, 120), format="JPEG", mode="RGB", **options):
        image = Image.new("RGB", size, (200, 30, 30))
        ImageDraw.Draw(image).rectangle([size[0] // 2, 0, *size], fill=(30, 30, 200))
        return encoded(image.convert(mode), format, **options)

    return make


@pytest.fixture
def stored(db, picture):
    """Return a function that puts a picture into the library."""

    def store(content=None, **fields):
        fields = {
            "title": "Boats",
            "alt": "Two boats in a harbour.",
            "credit": "Ada Roy",
        } | fields
        return store_photo(io.BytesIO(content or picture()), **fields)

    return store


@pytest.fixture
def upload(picture):
    def make(content=None, name="boats.jpg"):
        return SimpleUploadedFile(name, picture() if content is None else content, "image/jpeg")

    return make
