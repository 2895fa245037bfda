"""What is done to an article beyond saving its row."""

from ijmsite.staff import audit
from ijmsite.staff.models import User

from .body import photo_ids
from .models import Article, ArticlePhoto


def index_photos(article: Article) -> None:
    """Note which photos of the library the text shows, as `/media/` asks for every picture.

    To be called in the transaction that saves `article`.
    """
    shown = photo_ids(article.body)
    ArticlePhoto.objects.filter(article=article).exclude(photo__in=shown).delete()
    ArticlePhoto.objects.bulk_create(
        [ArticlePhoto(article=article, photo_id=pk) for pk in shown], ignore_conflicts=True
    )


def withdraw(article: Article, by: User | None, successor: Article | None = None) -> None:
    """Take a public article down: the next request for it or its pictures finds nothing.

    Calling it again changes only the successor.
    """
    raise NotImplementedError(audit)
