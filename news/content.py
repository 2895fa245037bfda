"""What readers see of the news, and when it changes by itself: see `ijmsite.web.content`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from ijmsite.web.prepared import prepared

from .feeds import CORRECTED_STAYS
from .models import Article, ArticlePhoto, Correction, Redirect, Topic
from .sitemaps import NEWS_LASTS

MODELS = [Article, ArticlePhoto, Correction, Redirect, Topic]


Status = Article.Status


def next_moments(now: datetime) -> Iterable[datetime | None]:
    """Yield the next time after `now` of each kind; None where there is none.

    An article appears, one ends, one leaves the sitemap of the news, a correction the feeds.
    """
    at_once = timedelta()
    yield next_of("appearing", "publish_at", now, at_once)
    yield next_of("stored", "unpublish_at", now, at_once)
    yield next_of("stored", "publish_at", now, NEWS_LASTS)
    for language, _name in settings.LANGUAGES:
        yield next_of(language, "revised_at", now, CORRECTED_STAYS)


def next_of(kind: str, field: str, now: datetime, later: timedelta) -> datetime | None:
    """Return the first time after `now` that lies so much later than a `field` of that kind."""
    return next((getattr(a, field) + later for a in first(kind, field, after=now - later)), None)


# Asked before each page that is made anew.
@prepared(Article)
def first(kind: str, field: str, *, after: datetime) -> QuerySet[Article]:
    articles = Article.objects.filter(status=Status.PUBLISHED)
    if kind == "appearing":
        # What was taken back before its time is gone from then on: no twin shows in its place.
        articles |= Article.objects.filter(status=Status.WITHDRAWN)
    elif kind != "stored":
        articles = articles.filter(language=kind)
    return articles.filter(**{f"{field}__gt": after}).order_by(field).only(field)[:1]
