"""Who may see a picture because of an article that shows it."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Place, Use
from ijmsite.staff.desk import office_time

from .models import Article, ArticlePhoto
from .reading.access import Access, access, find_link, shown_photos


def showing(photo: Photo) -> QuerySet[Article]:
    """Return the articles that show `photo`, on top or in the text, whether public or not."""
    return Article.objects.filter(Q(photo=photo) | Q(articlephoto__photo=photo)).distinct()


def photo_uses(photos: Collection[Photo]) -> dict[UUID, Use]:
    """Tell the photo library which of `photos` an article shows to the public, or did, or will."""
    rows, found = Article.objects, {}
    left = {photo.pk for photo in photos}
    by_use = {Use.PUBLIC: rows.published(), Use.GONE: rows.gone(), Use.PLANNED: rows.scheduled()}
    for use, articles in by_use.items():
        if left:
            found |= dict.fromkeys(shown_in(articles, left), use)
            left -= found.keys()
    return found


def shown_in(articles: QuerySet[Article], pks: Collection[UUID]) -> QuerySet:
    on_top = articles.filter(photo=OuterRef("pk"))
    in_text = ArticlePhoto.objects.filter(photo=OuterRef("pk"), article__in=articles)
    shown = Photo.objects.filter(Exists(on_top) | Exists(in_text), pk__in=pks)
    return shown.values_list("pk", flat=True)


def reading_grant(photo: Photo, request: HttpRequest) -> bool:
    """Tell the photo library whether a reading link in the address shows `photo` now."""
    link = find_link(request.GET.get("reading", ""))
    return (
        link is not None
        and access(link) is Access.OPEN
        and photo.is_usable
        and photo.pk in shown_photos(link)
    )


def photo_places(photo: Photo) -> list[Place]:
    """Tell the photo library which articles show `photo`, for staff to see what will change."""
    # The words for the states belong to the list of articles, which is loaded after the models.
    from .admin.listing import state_of

    places = []
    for article in showing(photo).order_by("-publish_at", "-pk"):
        _css, words, moment = state_of(article)
        url = reverse("admin:news_article_change", args=[article.pk])
        state = f"{words} {office_time(moment)}" if moment else str(words)
        places.append(Place(article.headline, url, state))
    return places
