"""What is done to an article beyond saving its row."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite import mail
from ijmsite.photos.models import Photo
from ijmsite.staff import audit
from ijmsite.staff.duties import PR_LEAD
from ijmsite.staff.models import User

from .addresses import article_path, slug_of
from .figures import photo_ids
from .history.reasons import coded
from .models import Article, ArticlePhoto, ReadingLink, Redirect

Status = Article.Status


def index_photos(article: Article) -> None:
    """Note which photos of the library the text shows, as `/media/` asks for every picture.

    To be called in the transaction that saves `article`.
    """
    # A text that comes back from its history may name a photo that was deleted meanwhile.
    shown = list(Photo.objects.filter(pk__in=photo_ids(article.body)).values_list("pk", flat=True))
    ArticlePhoto.objects.filter(article=article).exclude(photo__in=shown).delete()
    ArticlePhoto.objects.bulk_create(
        [ArticlePhoto(article=article, photo_id=pk) for pk in shown], ignore_conflicts=True
    )


def lock(article: Article) -> None:
    """Make `article` what the database has, and keep others from changing it meanwhile."""
    article.refresh_from_db(from_queryset=Article.objects.select_for_update())


def save_revision(article: Article, by: User | None, reason: str, *fields: str) -> None:
    """Save these fields only: what else is wrong with a row must not keep it from being saved."""
    article._history_user = by
    article._change_reason = reason
    article.save(update_fields=[*fields, "saved_at"])


def tell_publishers(article: Article, by: User) -> None:
    """Send one mail to each PR lead, besides `by`, that `article` was put into review.

    To be called in the transaction that saves it, after its revision.
    """
    revision = article.history.first()
    path = reverse("admin:news_article_change", args=[article.pk])
    leads = User.objects.filter(groups__name=PR_LEAD, is_active=True, is_staff=True)
    for lead in leads.exclude(pk=by.pk):
        mail.enqueue(
            "news/email/in_review",
            to=lead.email,
            context={"article": article, "who": str(by), "address": settings.SITE_URL + path},
            key=f"in-review:{article.pk}:{revision.pk}:{lead.pk}",
        )


# Taking down


@transaction.atomic
def withdraw(article: Article, by: User | None) -> bool:
    """Take an article down: the next request for it or its pictures finds nothing.

    One that is scheduled becomes a draft again, as readers never saw it. Return whether anything
    was to be done: a second call changes nothing. Where readers are sent instead is said
    afterwards, so that nothing about that can keep the article up.
    """
    lock(article)
    if article.status != Status.PUBLISHED:
        return False
    if article.was_public:
        article.status = Status.WITHDRAWN
        article.successor = None
        save_revision(article, by, coded("withdrawn"), "status", "successor")
        audit.record(audit.Action.WITHDRAW, article, by)
    else:
        take_from_schedule(article, by)
    return True


def take_from_schedule(article, by):
    # Nor shall the desk call it late.
    article.status, article.publish_at = Status.DRAFT, None
    save_revision(article, by, coded("unscheduled"), "status", "publish_at")
    # Links to what was public are closed by its withdrawal; a draft's would stay open.
    links = ReadingLink.objects.live().filter(article=article)
    closed = links.update(revoked_at=timezone.now())
    audit.record(
        audit.Action.WITHDRAW, article, by, before_its_publication=True, reading_links_closed=closed
    )


@transaction.atomic
def send_readers_to(article: Article, successor: Article | None, by: User | None) -> None:
    """Send readers of an article that is gone on to `successor`, or with None no longer.

    Raises `ValidationError` where that cannot be.
    """
    # In one order, so that two such calls do not wait for each other.
    pks = [article.pk, *([successor.pk] if successor else [])]
    rows = Article.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    found = {row.pk: row for row in rows}
    article.refresh_from_db()
    if article.is_published or not article.was_public:
        raise ValidationError(_("Only readers of an article that was taken down are sent on."))
    if article.successor_id == (successor and successor.pk):
        return
    # What readers see leads nowhere else, so that no chain of these comes back to its beginning.
    if successor and (successor.pk not in found or not found[successor.pk].is_published):
        raise ValidationError(_("Readers cannot see this article. Please choose another one."))
    article.successor = successor
    save_revision(article, by, coded("sent_on" if successor else "not_sent_on"), "successor")
    sent_to = str(successor or "")
    audit.record(audit.Action.ADDRESS, article, by, readers_are_sent_to=sent_to)


# Moving


def note_move(article: Article, old_slug: str, by: User | None) -> None:
    """Let readers of the former address find `article`, just saved with its new slug, for ever.

    To be called in the transaction that saves it.
    """
    before, now = article_path(old_slug), article_path(article.slug)
    # Moved back: an address does not lead to itself.
    Redirect.objects.filter(path=now, article=article).delete()
    Redirect.objects.update_or_create(path=before, defaults={"article": article})
    audit.record(audit.Action.ADDRESS, article, by, before=before, now=now)


@transaction.atomic
def move_back(article: Article, slug: str, by: User | None) -> None:
    """Give `article` one of its former slugs again; `ValidationError` where it is none."""
    lock(article)
    if slug not in former_slugs(article) or Article.objects.filter(slug=slug).exists():
        raise ValidationError(_("The article did not have this address before."))
    old_slug, article.slug = article.slug, slug
    save_revision(article, by, coded("moved_back"), "slug")
    note_move(article, old_slug, by)


def former_slugs(article: Article) -> list[str]:
    """Return the slugs with which readers saw the article before, the latest first."""
    paths = article.former_addresses.order_by("-created_at", "-pk").values_list("path", flat=True)
    slugs = [slug_of(path) for path in paths] if article.was_public else []
    return [slug for slug in slugs if slug]
