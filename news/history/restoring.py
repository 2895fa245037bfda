"""Going back to what an article said."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from ijmsite.staff import audit
from ijmsite.staff.models import User
from news.figures import photo_ids, without_unknown_photos
from news.indexing import index_text
from news.models import SURVIVOR_QUESTIONS, Article
from news.pairs import OTHER, can_be_pair, translation_of
from news.services import index_photos

from .reasons import coded
from .revisions import one_revision
from .versions import LISTS, Version

# What belongs to the text. When and where it is public, and how it is signed off, does not.
TEXT = [
    *("headline", "standfirst", "dateline", "byline", "content_note", "body", "language"),
    *("photo_alt", "photo_is_decorative"),
    *(*SURVIVOR_QUESTIONS, "survivor_consent"),
]
RELATIONS = ["photo", "press_contact"]


@dataclass
class Restored:
    """What an article would say again."""

    values: dict  # as a form takes them
    skipped: list[str] = field(default_factory=list)

    def version(self, article: Article) -> Version:
        """Return the whole article as it would be."""
        lists = {name: frozenset(self.values[name]) for name in LISTS}
        return Version(Version.of_article(article).values | self.values | lists)


def restored(revision) -> Restored:
    """Return what `revision` says, without what was deleted since."""
    version = Version.of_revision(revision)
    found = Restored({name: version.values[name] for name in TEXT})
    for name in RELATIONS:
        model = Article._meta.get_field(name).related_model
        keys = existing(model, {version.values[name]} - {None})
        found.values[name] = next(iter(keys), None)
        if version.values[name] and not keys:
            found.skipped.append(str(model._meta.verbose_name))
    restore_pair(found, revision.id, version.values["translation_of"])
    for name, many in LISTS.items():
        keys = existing(many.related_model, version.values[name])
        # Never itself, whatever an import wrote.
        found.values[name] = sorted(keys - {revision.id} if name == "related_by_hand" else keys)
        if missing := len(version.values[name]) - len(keys):
            found.skipped.append(f"{many.verbose_name} ({missing})")
    body = found.values["body"]
    found.values["body"] = without_unknown_photos(body)
    if missing := len(photo_ids(body)) - len(photo_ids(found.values["body"])):
        found.skipped.append(_("pictures in the text (%(count)s)") % {"count": missing})
    return found


def restore_pair(found: Restored, pk: int, key: int | None) -> None:
    """Let it be the translation that it was, unless the original is gone or has another one."""
    article = Article.objects.filter(pk=pk).first() or Article(pk=pk)
    language, own = found.values["language"], translation_of(article)
    if own and own.language == language:
        found.values["language"] = language = OTHER[own.language]
        found.skipped.append(str(Article._meta.get_field("language").verbose_name))
    original = Article.objects.filter(pk=key).first() if key else None
    can_be = bool(original) and can_be_pair(article, original, language)
    found.values["translation_of"] = key if can_be else None
    if key and not can_be:
        found.skipped.append(str(Article._meta.get_field("translation_of").verbose_name))


def existing(model, keys) -> set:
    return set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))


@transaction.atomic
def restore(article: Article, number: int, values: dict, by: User) -> None:
    """Make an article say again what its revision `number` said; that is a new revision."""
    with one_revision(article, coded("restored", number), by):
        for name, value in values.items():
            if name not in LISTS:
                setattr(article, Article._meta.get_field(name).attname, value)
        article.save()
        for name in LISTS:
            getattr(article, name).set(values[name])
        index_photos(article)
        index_text(article)
    audit.record(audit.Action.RESTORE, article, by, revision=number)
