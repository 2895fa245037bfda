"""What a reading link opens, and what it shows."""

import copy
import enum
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from contacts.models import PressContact
from ijmsite.photos.models import Photo

from ..figures import photo_ids
from ..models import Article, ReadingLink, Topic

# `TokenModel.new_token` makes 43 characters; what is far longer is not worth a digest.
LONGEST_TOKEN = 64
Purpose = ReadingLink.Purpose


class Access(enum.Enum):
    CLOSED = "closed"  # as if there were no such link
    TERMS = "terms"  # once the terms are accepted
    OPEN = "open"
    PUBLIC = "public"  # the article is public: nobody needs the link


def find_link(token: str) -> ReadingLink | None:
    """Return the live link that `token` opens, whoever made it up, or None."""
    if len(token) > LONGEST_TOKEN:
        return None
    links = ReadingLink.objects.select_related(
        "article", "article__photo", "article__press_contact", "revision"
    )
    return links.find(token)


def access(link: ReadingLink) -> Access:
    """Tell what a live link opens now: publication and withdrawal count, whatever it promised."""
    article = link.article
    if article.is_published:
        return Access.PUBLIC
    if article.was_public or article.status == Article.Status.WITHDRAWN:
        return Access.CLOSED
    if link.purpose == Purpose.EMBARGO and not article.is_scheduled:
        return Access.CLOSED
    asks = asks_for_terms(link, link.purpose == Purpose.PREVIEW and is_embargoed(article))
    return Access.TERMS if asks else Access.OPEN


def asks_for_terms(link: ReadingLink, is_embargoed: bool) -> bool:
    """Return whether the reader has still to accept the terms of an embargo.

    Where journalists read an article only under embargo, whoever has a preview of it, made before
    or after, promises the same. Reviewers work on the text: they are asked for nothing more.
    """
    if link.terms_accepted_at:
        return False
    return link.purpose == Purpose.EMBARGO or (link.purpose == Purpose.PREVIEW and is_embargoed)


def is_embargoed(article: Article) -> bool:
    """Return whether journalists read, or have read, the article before it is public.

    Their links may end before its time: what they promised lasts until then.
    """
    # Most articles are not scheduled: the database is not asked about them.
    links = article.reading_links.filter(purpose=Purpose.EMBARGO, revoked_at=None)
    return article.is_scheduled and links.exists()


def text_of(link: ReadingLink) -> Article:
    """Return the article as the link shows it, to be rendered and never saved."""
    article = pinned(link) if link.revision else link.article
    return as_published(article, publish_at=link.article.publish_at)


def pinned(link: ReadingLink) -> Article:
    revision = link.revision
    article = revision.instance
    # A revision remembers numbers; what they stood for may have been deleted since.
    article.photo = Photo.objects.filter(pk=article.photo_id).first()
    article.press_contact = PressContact.objects.filter(pk=article.press_contact_id).first()
    return with_lists(
        article,
        topics=[row.topic_id for row in revision.topics.all()],
        related_by_hand=[row.to_article_id for row in revision.related_by_hand.all()],
    )


def with_lists(article: Article, *, topics: Iterable, related_by_hand: Iterable) -> Article:
    """Give `article`, in memory, other topics and related articles than the database knows."""
    article._prefetched_objects_cache = {
        "topics": Topic.objects.filter(pk__in=topics),
        "related_by_hand": Article.objects.filter(pk__in=related_by_hand),
    }
    return article


def as_published(article: Article, publish_at=None) -> Article:
    """Return a copy with all that the public page needs and a draft may be without."""
    article = copy.copy(article)
    if article.pk is None:
        article.pk = -1  # the number of no row: its lists can be asked, and are empty
    article.slug = article.slug or "preview"
    article.publish_at = publish_at or article.publish_at or timezone.now()
    return article


def shown_photos(link: ReadingLink) -> set[UUID]:
    """Return the photos that the text behind a link shows."""
    text = link.revision or link.article
    return photo_ids(text.body) | ({text.photo_id} if text.photo_id else set())
