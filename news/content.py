"""What readers see of the news, and when it changes by itself: see `ijmsite.web.content`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from .feeds import CORRECTED_STAYS
from .models import Article, ArticlePhoto, Correction, Redirect, Topic
from .sitemaps import NEWS_LASTS

MODELS = [Article, ArticlePhoto, Correction, Redirect, Topic]


def next_moments(now: datetime) -> Iterable[datetime | None]:
    """Yield the next time after `now` of each kind; None where there is none.

    An article appears, one ends, one leaves the sitemap of the news, a correction the feeds.
    """
    stored = Article.objects.filter(status=Article.Status.PUBLISHED)
    # What was taken back before its time is gone from then on: lists show no twin in its place.
    appearing = stored | Article.objects.filter(status=Article.Status.WITHDRAWN)
    yield first(appearing, "publish_at", after=now)
    yield first(stored, "unpublish_at", after=now)
    yield first(stored, "publish_at", after=now, later=NEWS_LASTS)
    for language, _name in settings.LANGUAGES:
        own = stored.filter(language=language)
        yield first(own, "revised_at", after=now, later=CORRECTED_STAYS)


def first(
    articles: QuerySet[Article], field: str, after: datetime, later: timedelta = timedelta()
) -> datetime | None:
    times = articles.filter(**{f"{field}__gt": after - later}).order_by(field)
    found = times.values_list(field, flat=True).first()
    return found and found + later
