import io
import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from PIL import Image

from contacts.models import PressContact
from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_photo
from news.body import clean_body
from news.forms import SURVIVOR_QUESTIONS
from news.indexing import index_text
from news.models import Article, Topic
from tests.staff.people import member


@pytest.fixture
def press_contact():
    return PressContact.objects.create(
        name="Petra Kooman",
        title="Director of Marketing and Public Relations",
        phone="519.679.5030",
        extension="229",
        is_default=True,
    )


@pytest.fixture
def make_article(press_contact):
    """Return a function that stores an article that nothing stands against.

    It was published an hour ago unless told otherwise.
    """

    def make(slug="all-hands", **fields):
        defaults = {
            "headline": f"Headline of {slug}",
            "standfirst": f"Standfirst of {slug}.",
            "body": f"<p>Body of {slug}.</p>",
            "dateline": "London, Ontario",
            "byline": "Press office",
            "status": Article.Status.PUBLISHED,
            "publish_at": timezone.now() - timedelta(hours=1),
            "press_contact": press_contact,
            **dict.fromkeys(SURVIVOR_QUESTIONS, "no"),
        }
        topics = fields.pop("topics", ())
        article = Article.objects.create(slug=slug, **{**defaults, **fields})
        article.topics.set(topics)
        index_text(article)
        return article

    return make


@pytest.fixture
def topic():
    return Topic.objects.create(slug="partnerships", name="Partnerships", name_fr="Partenariats")


@pytest.fixture
def picture_bytes():
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 80, 120)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def make_photo(picture_bytes):
    """Return a function that puts a small picture into the library, which anybody may see."""

    def make(**fields):
        defaults = {
            "title": "Lighthouse",
            "alt": "A lighthouse.",
            "credit": "Ada Roy",
            "consent_scope": Photo.Scope.NOT_NEEDED,
        }
        return store_photo(io.BytesIO(picture_bytes), **{**defaults, **fields})

    return make


@pytest.fixture
def desk(client):
    """Return a client with which a PR lead is signed in."""
    client.force_login(member("PR lead", email="pr@newsroom.example"))
    return client


@pytest.fixture
def lead(client):
    """Return a PR lead who is signed in."""
    user = member("PR lead")
    client.force_login(user)
    return user


@pytest.fixture
def writer(client):
    client.force_login(member("Writer", email="writer@newsroom.example"))
    return client


@pytest.fixture
def data(press_contact):
    """Return a function that fills in the form of a new article, with all that readers need."""

    def make(**fields):
        return {
            "headline": "All hands on deck",
            "slug": "",
            "language": "en",
            "standfirst": "A new agreement.",
            "body": "<p>The text.</p>",
            "press_contact": press_contact.pk,
            "status": "draft",
            **dict.fromkeys(SURVIVOR_QUESTIONS, "no"),
        } | fields

    return make


@pytest.fixture
def bare_photo(db):
    """Return a function that makes a photo without files, whose consent is in order."""

    def make(**fields):
        defaults = {"title": "Boats", "alt": "Boats.", "credit": "Ada", "width": 1, "height": 1}
        defaults |= {"consent_scope": "news", "consent_reference": "File 12", "file": "x.jpg"}
        return Photo.objects.create(directory=str(uuid.uuid4()), **{**defaults, **fields})

    return make


@pytest.fixture
def draft(make_article, topic, bare_photo):
    """Return a function that makes a draft of which the checks say nothing, but for `fields`."""

    def make(body="<p>Text.</p>", **fields):
        defaults = {
            "status": "draft",
            # A Tuesday in office hours.
            "publish_at": datetime.fromisoformat("2030-03-05T15:00:00-05:00"),
            "photo_alt": "Boats come home.",
            "topics": [topic],
        }
        if "photo" not in fields:
            defaults["photo"] = bare_photo()
        return make_article("draft", **{**defaults, "body": clean_body(body), **fields})

    return make
