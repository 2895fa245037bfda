"""Who may see a picture because of an article that shows it."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Place, Use
from ijmsite.staff.desk import office_time

from .models import Article
from .reading.access import Access, access, find_link, shown_photos


def showing(photo: Photo) -> QuerySet[Article]:
    """Return the articles that show `photo`, on top or in the text, whether public or not."""
    return Article.objects.filter(Q(photo=photo) | Q(articlephoto__photo=photo)).distinct()


def photo_use(photo: Photo) -> Use:
    """Tell the photo library whether an article shows `photo` to the public."""
    articles = showing(photo)
    if articles.published().exists():
        return Use.PUBLIC
    if articles.gone().exists():
        return Use.GONE
    return Use.PLANNED if articles.scheduled().exists() else Use.NONE


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
