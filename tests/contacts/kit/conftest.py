import io

import pytest
from PIL import Image

from contacts.models import Boilerplate, PressContact
from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_photo


@pytest.fixture
def approve():
    """Return a function that puts an approved photo into the library."""

    def store(**fields):
        buffer = io.BytesIO()
        Image.new("RGB", (64, 48), (30, 80, 120)).save(buffer, "JPEG")
        buffer.seek(0)
        fields = {
            "title": "Only staff read this",
            "alt": "Two boats in a harbour.",
            "alt_fr": "Deux bateaux à l’abri.",
            "caption": "Two boats come home.",
            "caption_fr": "Deux bateaux rentrent.",
            "credit": "Ada Roy",
            "rights": "Free for editorial use with credit",
            "rights_fr": "Usage éditorial libre avec mention",
            "consent_scope": Photo.Scope.NOT_NEEDED,
            "in_press_kit": True,
        } | fields
        return store_photo(buffer, **fields)

    return store


@pytest.fixture
def everything(approve):
    for words in Boilerplate.Words.values:
        Boilerplate.objects.create(words=words, text=f"Who we are {words}", text_fr=f"À {words}")
    PressContact.objects.create(
        name="Petra Kooman",
        title="Director",
        phone="519.679.5030",
        extension="229",
        after_hours="519.555.0142",
        is_default=True,
    )
    return approve()
