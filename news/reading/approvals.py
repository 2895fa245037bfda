"""What reviewers said about the text as it is now."""

from django.db.models import OuterRef, Subquery

from ..models import Article, ReadingLink, Review


def given(article: Article) -> int:
    """Return how many reviewers approve exactly this text, by the last thing each of them said.

    A link that has ended still counts: its reader only stops reading. A revoked one does not.
    """
    return _last_said(article, Review.Decision.APPROVED)


def refused(article: Article) -> int:
    """Return how many reviewers ask for changes of exactly this text; counted like `given`."""
    return _last_said(article, Review.Decision.CHANGES)


def _last_said(article, decision):
    if not article.pk:
        return 0
    last = Review.objects.filter(link=OuterRef("pk")).order_by("-given_at", "-id")
    links = ReadingLink.objects.filter(
        article=article, purpose=ReadingLink.Purpose.APPROVAL, revoked_at=None
    ).annotate(
        decision=Subquery(last.values("decision")[:1]),
        read=Subquery(last.values("fingerprint")[:1]),
    )
    found = links.filter(decision=decision, read=article.fingerprint)
    # Two links for one person are one voice.
    voices = found.values_list("reader_email", "reader_name")
    return len({(email or name).strip().casefold() for email, name in voices})


def last_review(link: ReadingLink) -> Review | None:
    """Return the newest review of a link."""
    return next(iter(link.reviews.all()), None)
