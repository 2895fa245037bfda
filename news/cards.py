"""Articles with their photos, as cards show them, by queries that are put together once."""

from django.db.models import QuerySet

from ijmsite.photos.models import Photo
from ijmsite.web.prepared import prepared

from .models import Article
from .models.querysets import OF_PHOTOS, ON_CARDS

PHOTO = Article._meta.get_field("photo")


def card_rows(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Read no more than what a card shows; the photo is for `with_photos`."""
    return articles.only(*ON_CARDS, "photo")


def with_photos(articles: list[Article], *columns: str) -> list[Article]:
    """Give each its photo, by one query for all, with what cards show of it and with `columns`."""
    keys = [article.photo_id for article in articles]
    asked = [*{key for key in keys if key}]
    found = photos_by(*OF_PHOTOS, *columns, keys=asked) if asked else []
    photos = {photo.pk: photo for photo in found}
    for article, key in zip(articles, keys, strict=True):
        # As `prefetch_related` does, which asks for less than to set an attribute.
        PHOTO.set_cached_value(article, photos.get(key))
    return articles


@prepared(Photo)
def photos_by(*columns, keys):
    return Photo.objects.filter(pk__in=keys).only(*columns).order_by()
