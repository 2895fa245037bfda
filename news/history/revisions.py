"""Keeping revisions, and finding them again."""

from collections.abc import Iterator
from contextlib import contextmanager

from ijmsite.staff.models import User
from news.models import Article
from news.models.records import Records

from .versions import Version


def revisions(article: Article):
    """Return the revisions of an article, the newest first."""
    return article.history.exclude(history_type="-").order_by("-history_id")


def newest(article: Article):
    return revisions(article).first()


def numbered(article: Article, number: int):
    """Return the revision that people know by a number, the first being 1; or None."""
    count = revisions(article).count()
    if not 1 <= number <= count:
        return None
    return revisions(article).select_related("history_user")[count - number]


def keep_revision(article: Article, reason: str = "", by: User | None = None, is_new=False):
    """Keep what is stored of an article now as a revision, unless the newest one says the same.

    To be called in the transaction that saved it. Without `by`, whoever sent the request did it.
    """
    latest = newest(article)
    if latest and not Version.of_article(article).changed(Version.of_revision(latest)):
        return latest
    [revision] = Article.history.bulk_history_create(
        [article], update=not is_new, default_user=by, default_change_reason=reason
    )
    # The library's bulk way leaves out the lists.
    Records().create_historical_record_m2ms(revision, article)
    return revision


@contextmanager
def one_revision(article: Article, reason: str = "", by: User | None = None) -> Iterator[None]:
    """Keep all that is saved of `article` in this block as one revision, at the end of it."""
    article.skip_history_when_saving = True
    try:
        yield
    finally:
        del article.skip_history_when_saving
    keep_revision(article, reason, by)
