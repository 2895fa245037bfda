"""Who may see a picture because of an article that shows it."""

from django.db.models import Q

from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Use

from .models import Article


def photo_use(photo: Photo) -> Use:
    """Tell the photo library whether an article shows `photo` to the public."""
    articles = Article.objects.filter(Q(photo=photo) | Q(articlephoto__photo=photo))
    if articles.published().exists():
        return Use.PUBLIC
    return Use.GONE if articles.gone().exists() else Use.NONE
