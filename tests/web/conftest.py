import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from ijmsite.photos.store import store_files
from news.management.commands import load_sample
from news.models import Article, Topic

from .kept import Counting, cache_before


@pytest.fixture
def django():
    return Counting()


@pytest.fixture
def site(django):
    """Return Django with the cache of pages before it."""
    site = cache_before(django)
    yield site
    # Its connection to the database ends before that is removed.
    del site.read_version


@pytest.fixture
def article():
    article = Article.objects.create(
        headline="A boat came home",
        slug="boat",
        standfirst="At last.",
        body="<p>It did.</p>",
        status="published",
        publish_at=timezone.now() - timedelta(hours=1),
    )
    article.topics.add(Topic.objects.create(slug="boats", name="Boats"))
    return article


@pytest.fixture
def sample(monkeypatch, transactional_db):
    """Load the sample newsroom, each picture a small one."""

    def store_small_file(photo, file):
        buffer = io.BytesIO()
        Image.new("RGB", (64, 48), (30, 80, 120)).save(buffer, "JPEG")
        store_files(photo, buffer)

    monkeypatch.setattr(load_sample, "store_files", store_small_file)
    call_command("load_sample")
