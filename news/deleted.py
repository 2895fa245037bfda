"""Articles that were deleted: none of them is lost at once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.photos.models import Photo
from ijmsite.staff import audit
from ijmsite.staff.models import User

from .addresses import free_slug, is_free, stored_path
from .figures import without_unknown_photos
from .history.reasons import coded
from .history.revisions import keep_revision
from .indexing import index_text
from .models import Article, Redirect, Topic
from .pairs import can_be_pair
from .services import index_photos, save_revision

RESTORABLE = timedelta(days=30)
Revision = Article.history.model


def recently_deleted() -> QuerySet:
    """Return the last revision of each article that was deleted within `RESTORABLE`."""
    later = Revision.objects.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    deletions = Revision.objects.filter(
        history_type="-", history_date__gt=timezone.now() - RESTORABLE
    )
    return deletions.exclude(Exists(later)).select_related("history_user").order_by("-history_id")


def note_deletion(article: Article, by: User | None) -> None:
    """Store who deletes `article`, and what goes along with it. Called before it is deleted."""
    addresses = [former.path for former in article.former_addresses.all()]
    audit.record(audit.Action.DELETE, article, by, addresses=addresses)


@transaction.atomic
def restore(pk: int, by: User | None) -> Article | None:
    """Bring a deleted article back as a draft under its own number; None where there is none.

    It `came_alone` where it was one of a pair, and the other one is gone or has another by now.
    """
    revision = recently_deleted().filter(id=pk).first()
    if revision is None or Article.objects.filter(pk=pk).exists():
        return None
    article = revision.instance
    article.status, article.successor = Article.Status.DRAFT, None
    # The day on which an imported article first stood on the old site stays.
    if not article.imported_from:
        article.publish_at = None
    # What the revision names may have been deleted since.
    article.photo = Photo.objects.filter(pk=article.photo_id).first()
    article.press_contact = PressContact.objects.filter(pk=article.press_contact_id).first()
    article.translation_of = None
    article.body = without_unknown_photos(article.body)
    if not is_free(article.slug):
        article.slug = free_slug(article.slug)
    # One revision tells it all, once the lists are back.
    article.skip_history_when_saving = True
    article.save(force_insert=True)
    index_photos(article)
    restore_lists(article)
    index_text(article)
    restore_addresses(article, revision.history_date)
    pair = pair_until(revision)
    article.came_alone = bool(pair) and not rejoin(article, pair, by)
    del article.skip_history_when_saving
    save_revision(article, by, coded("undeleted"))
    deleted_at = audit.moment(revision.history_date)
    audit.record(audit.Action.RESTORE, article, by, deleted_at=deleted_at)
    return article


def restore_lists(article):
    """Take the lists from the last revision before the deletion: they went first."""
    before = Revision.objects.filter(id=article.pk).exclude(history_type="-").latest("history_id")
    topics = before.topics.values("topic")
    related = before.related_by_hand.values("to_article")
    article.topics.set(Topic.objects.filter(pk__in=topics))
    article.related_by_hand.set(Article.objects.filter(pk__in=related))


def restore_addresses(article, deleted_at):
    """Take the addresses that led to it until it was deleted, unless they are in use."""
    # Some may have been given up before; the others went in the moment of the deletion.
    since = deleted_at - timedelta(minutes=1)
    gone = Redirect.history.filter(article_id=article.pk, history_type="-", history_date__gte=since)
    for path in gone.values_list("path", flat=True).distinct():
        slug = path.rstrip("/").rpartition("/")[2]
        named = Article.objects.filter(slug=slug)
        if path not in {stored_path(each.get_absolute_url()) for each in named}:
            Redirect.objects.get_or_create(path=path, defaults={"article": article})


def pair_until(deletion: Revision) -> tuple[int, int] | None:
    """Return the keys of the pair that a deletion parted, the translation and its original.

    By the revisions: who deletes an original empties the field of its translation unseen.
    """
    earlier = Revision.objects.filter(history_id__lt=deletion.history_id).exclude(history_type="-")
    later = earlier.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    last = earlier.exclude(Exists(later)).exclude(translation_of=None).order_by("-history_id")
    # Its own word comes before that of others.
    own = last.filter(id=deletion.id).first()
    naming = own or last.filter(translation_of=deletion.id).first()
    return (naming.id, naming.translation_of_id) if naming else None


def rejoin(article, pair, by):
    """Let the restored `article` and its twin of before be a pair again; tell whether they can."""
    # Nobody pairs either with another one meanwhile.
    rows = Article.objects.select_for_update().filter(pk__in=pair).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        return False
    translation, original = [found[key] for key in pair]
    if translation.translation_of_id or not can_be_pair(
        translation, original, translation.language
    ):
        return False
    if translation.pk == article.pk:
        translation = article
    translation.translation_of = original
    translation.skip_history_when_saving = True
    translation.save(update_fields=["translation_of", "saved_at"])
    if translation is not article:
        keep_revision(translation, coded("rejoined"), by)
    return True
