"""What was wrong in a published article, and that readers are told so."""

import re

from ijmsite.staff import audit
from ijmsite.staff.models import User

from .models import Article, Correction


def wording(article: Article) -> tuple[str, ...]:
    """Return what readers read, whatever way the editor lays out the markup."""
    # Split, not substituted: a pattern that starts with spaces is slow on a long run of them.
    parts = re.split(r"(<[^>]*>)", article.body)
    body = "".join(" ".join(part.split()) for part in parts)
    alt = article.alt if article.photo_id else ""
    return article.headline, article.standfirst, article.dateline, article.byline, alt, body


def last_seen(article: Article) -> Article:
    """Return the article with the words that readers saw last: those of its last publication."""
    if article.status != Article.Status.WITHDRAWN:
        return article
    public = article.history.filter(status=Article.Status.PUBLISHED).first()
    return public.instance if public else article


def note_correction(article: Article, note: str, by: User | None) -> Correction:
    """Store what readers are told about the correction that `article` was just saved with.

    To be called in the transaction that saves it with the time of this correction.
    """
    correction = Correction.objects.create(
        article=article, note=note, made_at=article.revised_at, made_by=by
    )
    audit.record(audit.Action.CORRECT, article, by, note)
    return correction
