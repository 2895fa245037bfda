"""What reading links, and old revisions of articles, say about people outside the office."""

import re
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.personal import delete_about
from ijmsite.privacy.addresses import having, pattern, saying, spellings
from ijmsite.privacy.personal import Fact, Personal, Purge, delete
from ijmsite.privacy.terms import READING_LINK, months_before
from ijmsite.staff.models import AuditEvent

from .models import Article, ReadingLink, Review

Revision = Article.history.model
ERASED = "[erased]"
MAILS = ["news/email/reading_link"]


def links_of(email: str) -> QuerySet:
    return having(ReadingLink.objects.all(), "reader_email", email)


def told_of_link(link: ReadingLink) -> list[Fact]:
    return [
        Fact("made", _("made"), link.created_at),
        Fact("name", _("reader"), link.reader_name),
        Fact("email", _("reader's email"), link.reader_email),
        Fact("purpose", _("purpose"), link.get_purpose_display()),
        Fact("expires", _("expires"), link.expires_at),
        Fact("opened", _("opened"), link.opens),
        Fact("last_opened", _("last opened"), link.last_opened_at),
        Fact("terms_accepted", _("terms accepted"), link.terms_accepted_at),
    ]


def erase_links(links: QuerySet) -> int:
    """Delete links, with what their readers said: their approvals no longer count."""
    for link in links:
        reviewed = AuditEvent.objects.filter(
            action=AuditEvent.Action.REVIEW,
            model=Article._meta.label_lower,
            object_id=str(link.article_id),
            details__link=link.pk,
        )
        reviewed.update(actor_name=ERASED)
    return delete(links)


def reviews_of(email: str) -> QuerySet:
    return having(Review.objects.all(), "link__reader_email", email)


def told_of_review(review: Review) -> list[Fact]:
    return [
        Fact("given", _("given"), review.given_at),
        Fact("decision", _("decision"), review.get_decision_display()),
        Fact("comment", _("comment"), review.comment),
    ]


def erase_reviews(reviews: QuerySet) -> int:
    for review in reviews:
        delete_about(f"review:{review.pk}:")
    return delete(reviews)


TEXTS = [
    field.name
    for field in Revision._meta.fields
    if isinstance(field, CharField | TextField) and not field.choices
]


def _saying(email: str, names: list[str]) -> Q:
    where = Q()
    for name in names:
        where |= saying(name, email)
    return where


def revisions_of(email: str) -> QuerySet:
    """Return the former versions that say an address which the article itself no longer says."""
    own = [name for name in TEXTS if name in {field.name for field in Article._meta.fields}]
    still = Article.objects.filter(_saying(email, own), pk=OuterRef("id"))
    said = Revision.objects.filter(_saying(email, TEXTS)).exclude(Exists(still))
    return said.annotate(erased=Value(email))


def erase_in_revisions(revisions: QuerySet) -> int:
    """Put a mark in the place of the address that `revisions_of` looked for."""
    count = 0
    for revision in revisions:
        said = "|".join(map(pattern, spellings(revision.erased)))
        fields = {
            name: re.sub(said, ERASED, text, flags=re.IGNORECASE)
            for name in TEXTS
            if (text := getattr(revision, name))
        }
        count += Revision.objects.filter(pk=revision.pk).update(**fields)
    return count


def told_of_revision(revision) -> list[Fact]:
    # Not the text: it may be of an article that nobody has published.
    return [Fact("saved", _("saved"), revision.history_date)]


READ = _("to let you read an article before it is public, and to know who approved it")

PERSONAL = [
    Personal(
        name="reading_links",
        words=_("Links with which you read articles before they are public"),
        model=ReadingLink,
        find=links_of,
        told=told_of_link,
        erase=erase_links,
        purposes=dict.fromkeys(["reader_name", "reader_email"], READ),
        made_at="created_at",
    ),
    Personal(
        name="reviews",
        words=_("What you said about articles"),
        model=Review,
        find=reviews_of,
        told=told_of_review,
        erase=erase_reviews,
        purposes={"comment": READ},
        made_at="given_at",
    ),
    Personal(
        name="revisions",
        words=_("Former versions of articles that name your address"),
        model=Revision,
        find=revisions_of,
        told=told_of_revision,
        erase=erase_in_revisions,
        is_search=True,
        purposes=dict.fromkeys(TEXTS, _("to show who changed what in an article")),
        made_at="history_date",
    ),
]


def expired_links(now: datetime) -> QuerySet:
    return ReadingLink.objects.filter(expires_at__lt=months_before(now, READING_LINK))


PURGES = [
    Purge(
        "reading_links",
        _("Reading links with what their readers said, 24 months after they expired"),
        expired_links,
        erase_links,
    )
]
