"""The database itself holds a reading link to its longest life, on both engines."""

import sqlite3
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from news.models import ReadingLink
from news.reading.services import make_link
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LONGEST = timedelta(days=14)


@pytest.fixture
def link(make_article):
    article = make_article(status="draft", publish_at=None)
    lead = member("PR lead")
    return make_link(article, lead, reader_name="Noor", purpose="preview", days=LONGEST)[0]


def test_no_link_lives_longer_than_fourteen_days(link):
    too_late = link.created_at + LONGEST + timedelta(seconds=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingLink.objects.update(expires_at=too_late)
    link.expires_at = too_late
    with pytest.raises(ValidationError):
        link.validate_constraints()

    for sooner in (link.created_at + LONGEST, timezone.now()):
        ReadingLink.objects.update(expires_at=sooner)
        link.refresh_from_db()
        link.validate_constraints()


def test_sqlite_restores_the_table_without_django():
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'news_readinglink'")
        [sql] = cursor.fetchone()
    plain = sqlite3.connect(":memory:")
    plain.execute(sql)

    assert "reading_link_ends_in_time" in sql
    assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    plain.close()
