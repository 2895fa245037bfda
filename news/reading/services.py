"""What happens to a reading link beyond its row: mails, and the audit list."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from ijmsite import mail
from ijmsite.mail.models import Message
from ijmsite.staff import audit
from ijmsite.staff.models import User

from ..models import Article, ReadingLink, Review
from ..models.reading import LONGEST
from .access import text_of
from .approvals import last_review

# After publication an embargo link still leads to the public page for a while.
AFTER_EMBARGO = timedelta(days=1)


class OwnTextError(Exception):
    """Whoever approves the text wrote it, or made the link."""


class TextChangedError(Exception):
    """The text was saved again while the reviewer read it."""


@transaction.atomic
def make_link(
    article: Article,
    by: User,
    *,
    purpose: str,
    reader_name: str,
    days: timedelta,
    is_pinned: bool = False,
    reader_email: str = "",
    language: str = "en",
) -> tuple[ReadingLink, str]:
    """Store a link and return it with its address, which nobody can find out afterwards.

    Where there is an email address, the link goes there.
    """
    expires_at = timezone.now() + days
    if purpose == ReadingLink.Purpose.EMBARGO:
        expires_at = min(expires_at, article.publish_at + AFTER_EMBARGO)
    link = ReadingLink(
        article=article,
        purpose=purpose,
        reader_name=reader_name,
        reader_email=reader_email,
        revision=article.history.first() if is_pinned else None,
        made_by=by,
        expires_at=expires_at,
    )
    address = address_of(link.new_token(), language)
    link.save()
    if reader_email:
        mail.enqueue(
            "news/email/reading_link",
            to=reader_email,
            reply_to=[settings.PRESS_INBOX],
            context={"link": link, "address": address},
            language=language,
            key=_key(link),
            secret=True,
            expires_at=expires_at,
        )
    audit.record(audit.Action.LINK, article, by, link=link.pk, purpose=purpose, days=days.days)
    return link, address


def keep_embargo_links(article: Article) -> None:
    """Let the embargo links of an article last until its new time, within the longest life."""
    links = article.reading_links.live().filter(purpose=ReadingLink.Purpose.EMBARGO)
    for link in links:
        link.expires_at = min(link.created_at + LONGEST, article.publish_at + AFTER_EMBARGO)
        link.save(update_fields=["expires_at"])
        Message.objects.waiting().filter(key=_key(link)).update(expires_at=link.expires_at)


def _key(link: ReadingLink) -> str:
    return f"reading-link:{link.pk}"


def address_of(token: str, language: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse("news:reading", args=[token])


@transaction.atomic
def revoke_link(link: ReadingLink, by: User) -> None:
    """Close a link on the next request; a second call changes nothing."""
    link = ReadingLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoke()
        audit.record(audit.Action.REVOKE, link.article, by, link=link.pk, purpose=link.purpose)


def accept_terms(link: ReadingLink) -> None:
    """Note when the reader accepted the terms; the first time counts."""
    unaccepted = ReadingLink.objects.filter(pk=link.pk, terms_accepted_at=None)
    unaccepted.update(terms_accepted_at=timezone.now())


@transaction.atomic
def give_review(
    link: ReadingLink,
    *,
    decision: str,
    comment: str,
    fingerprint: str,
    signed_in: User | None = None,
) -> None:
    """Store what the reviewer says about the text with `fingerprint`, and tell the press office.

    `signed_in` is the member of staff in whose browser it was said, if any. The same answer twice
    is one answer. Raises `TextChangedError` when the link shows another text by now, and
    `OwnTextError` when `signed_in` would approve it in somebody else's name.
    """
    # Locked: the article cannot be saved in between, and two answers come one after the other.
    link.article = Article.objects.select_for_update().get(pk=link.article_id)
    if text_of(link).fingerprint != fingerprint:
        raise TextChangedError
    if decision == Review.Decision.APPROVED and signed_in and is_own(link, signed_in):
        raise OwnTextError
    said = {"decision": decision, "comment": comment, "fingerprint": fingerprint}
    last = last_review(link)
    if last and all(getattr(last, name) == value for name, value in said.items()):
        return
    revision = link.revision or link.article.history.first()
    review = Review.objects.create(link=link, revision=revision, **said)
    path = reverse("admin:news_article_change", args=[link.article_id])
    mail.enqueue(
        "news/email/review",
        to=settings.PRESS_INBOX,
        context={"review": review, "address": f"{settings.SITE_URL}{path}#reading-links"},
        key=f"review:{review.pk}:",
    )
    details = {"decision": decision, "link": link.pk}
    if not goes_to_reader_alone(link):
        details["address_seen_by"] = str(link.made_by or "–")
    if signed_in:
        details["signed_in_as"] = str(signed_in)
    audit.record(audit.Action.REVIEW, link.article, link.reader_name, **details)


def is_own(link: ReadingLink, by: User) -> bool:
    """Return whether `by` made the link, or ever saved the article."""
    return by.pk == link.made_by_id or link.article.history.filter(history_user_id=by.pk).exists()


def goes_to_reader_alone(link: ReadingLink) -> bool:
    """Return whether the address is mailed and shown to nobody, not even to who made the link."""
    return bool(link.purpose == ReadingLink.Purpose.APPROVAL and link.reader_email)
