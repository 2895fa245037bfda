"""Articles with their photos, as cards show them, by queries that are put together once."""

from django.db.models import QuerySet

from ijmsite.photos.models import Photo
from ijmsite.web.prepared import prepared

from .models import Article
from .models.querysets import OF_PHOTOS, ON_CARDS


def card_rows(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Read no more than what a card shows; the photo is for `with_photos`."""
    return articles.only(*ON_CARDS, "photo")


def with_photos(articles: list[Article], *columns: str) -> list[Article]:
    """Give each its photo, by one query for all, with what cards show of it and with `columns`."""
    keys = list({article.photo_id for article in articles if article.photo_id})
    found = photos_by(*OF_PHOTOS, *columns, keys=keys) if keys else []
    photos = {photo.pk: photo for photo in found}
    for article in articles:
        article.photo = photos.get(article.photo_id)
    return articles


@prepared(Photo)
def photos_by(*columns, keys):
    return Photo.objects.filter(pk__in=keys).only(*columns).order_by()
