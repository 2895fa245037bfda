"""What reviewers said about the text as it is now."""

from collections import Counter

from django.db.models import OuterRef, Subquery

from ..models import Article, ReadingLink, Review


def voices(article: Article) -> Counter:
    """Return how many reviewers said what of exactly this text, by the last word of each.

    A link that has ended still counts: its reader only stops reading. A revoked one does not.
    """
    if not article.pk:
        return Counter()
    last = Review.objects.filter(link=OuterRef("pk")).order_by("-given_at", "-id")
    links = ReadingLink.objects.filter(
        article=article, purpose=ReadingLink.Purpose.APPROVAL, revoked_at=None
    ).annotate(
        decision=Subquery(last.values("decision")[:1]),
        read=Subquery(last.values("fingerprint")[:1]),
    )
    found = links.filter(read=article.fingerprint)
    # Two links for one person are one voice.
    said = {
        (decision, (email or name).strip().casefold())
        for decision, email, name in found.values_list("decision", "reader_email", "reader_name")
    }
    return Counter(decision for decision, _who in said)


def given(article: Article) -> int:
    """Return how many reviewers approve exactly this text."""
    return voices(article)[Review.Decision.APPROVED]


def last_review(link: ReadingLink) -> Review | None:
    """Return the newest review of a link."""
    return next(iter(link.reviews.all()), None)
