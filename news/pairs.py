"""Two articles that are one story, in English and in French: which two may be a pair."""

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from .models import Article

OTHER = {"en": "fr", "fr": "en"}


def translation_of(article: Article) -> Article | None:
    """Return the article that names `article` as its original, or None."""
    return Article.objects.filter(translation_of=article.pk).first() if article.pk else None


def check_pair(article: Article, original: Article, language: str) -> None:
    """Raise `ValidationError` where `article`, written in `language`, cannot translate `original`.

    Holds until the end of the transaction: whoever saves `original` at this moment is waited for
    by nobody, as two who choose each other's articles would wait for ever.
    """
    try:
        with transaction.atomic():
            rows = Article.objects.select_for_update(nowait=True, of=("self",))
            original = rows.filter(pk=original.pk).first()
    except OperationalError:
        raise ValidationError(
            _("Somebody is saving that article at this moment. Please save again.")
        ) from None
    if original is None:
        raise ValidationError(_("That article was deleted. Please choose another one."))
    if original.pk == article.pk:
        raise ValidationError(_("An article is not a translation of itself."))
    if original.language == language:
        refuse(_("“%(headline)s” is in the same language."), original)
    if original.translation_of:
        refuse(_("That article is itself a translation, of “%(headline)s”."), original.twin)
    taken_by = translation_of(original)
    if taken_by and taken_by.pk != article.pk:
        refuse(_("That article has a translation already: “%(headline)s”."), taken_by)
    if own := translation_of(article):
        refuse(_("This article has a translation already: “%(headline)s”."), own)


def refuse(message, other: Article):
    raise ValidationError(message, params={"headline": other})


def can_be_pair(article: Article, original: Article, language: str) -> bool:
    try:
        check_pair(article, original, language)
    except ValidationError:
        return False
    return True
