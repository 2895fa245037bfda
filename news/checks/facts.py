"""What is simply so, and stands in the way of publication."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ijmsite.photos.models import Photo
from ijmsite.staff.times import office_time
from news.indexing import plain_text
from news.models import SURVIVOR_QUESTIONS, Article, Review
from news.reading import approvals
from news.search import words_of

from .findings import Finding
from .outline import Outline

UNANSWERED = {
    "survivor_name": gettext_lazy("Nobody said whether it gives a survivor’s full name."),
    "survivor_place": gettext_lazy("Nobody said whether it tells where a survivor is."),
    "survivor_face": gettext_lazy("Nobody said whether it shows a survivor’s face."),
    "survivor_case": gettext_lazy("Nobody said whether it tells details of a survivor’s case."),
}


def block(code, field, message):
    return Finding(code, "block", message, field)


def check_story(article: Article, text: Outline) -> Iterable[Finding]:
    if not article.standfirst.strip():
        yield block(
            "standfirst",
            "standfirst",
            _("There is no standfirst: say in a sentence what happened."),
        )
    if text.is_empty:
        yield block("body", "body", _("There is no text yet."))
    if article.press_contact_id is None:
        yield block(
            "press_contact",
            "press_contact",
            _("There is no press contact: choose whom journalists can call."),
        )


# What writers leave where something is still to come.
UNFINISHED = re.compile(r"\b(?:T[KC]\b|TKTK|TODO|XXX+)|\blorem ipsum\b|\bLorem ipsum\b")


def check_unfinished(article: Article, text: Outline) -> Iterable[Finding]:
    places = [("headline", article.headline), ("standfirst", article.standfirst)]
    places += [("body", passage.text) for passage in text.passages]
    for field, words in places:
        if found := UNFINISHED.search(words):
            yield block(
                "unfinished",
                field,
                _("“%(words)s” still stands where something is to come.") % {"words": found[0]},
            )


def check_translation(article: Article) -> Iterable[Finding]:
    """Whoever begins a translation begins with a copy: readers shall not get that.

    Words are compared, not signs: French typography changes those when the copy is saved.
    """
    original = article.translation_of
    if original is None or original.language == article.language:
        return
    if same_words(plain_text(article), plain_text(original)):
        said = _("The text is still that of the original, “%(headline)s”: please translate it.")
        yield block("untranslated", "body", said % {"headline": original})
    # A name alone can be the same in both languages.
    if same_words(article.headline, original.headline) and same_words(
        article.standfirst, original.standfirst
    ):
        said = _(
            "The headline and the standfirst are still those of the original, “%(headline)s”: "
            "please translate them."
        )
        yield block("untranslated", "headline", said % {"headline": original})


def check_note_of_twin(article: Article, was_public: bool) -> Iterable[Finding]:
    """Readers of both versions are told what may be hard to read; what is public is a guess."""
    twin = article.twin
    if twin and twin.content_note and not article.content_note and not was_public:
        said = _("Its other version, “%(headline)s”, has a content note: please write one here.")
        yield block("content_note", "content_note", said % {"headline": twin})


def same_words(one: str, other: str) -> bool:
    # Letter by letter: what nobody sees, such as a soft hyphen, would divide a word.
    one, other = ("".join(words_of(text)) for text in (one, other))
    return bool(one) and one == other


def check_headings(text: Outline) -> Iterable[Finding]:
    """The page has the first level: a text begins with the second, and leaves none out."""
    above = 1
    for level, words in text.headings:
        if level > above + 1:
            yield block(
                "heading",
                "body",
                _(
                    "The heading “%(words)s” is smaller than it may be here: a level above it is "
                    "left out. Please make it a larger heading."
                )
                % {"words": words},
            )
        above = level


def check_alts(article: Article, text: Outline, photos: dict) -> Iterable[Finding]:
    if article.photo_id and not (article.photo_alt.strip() or article.photo_is_decorative):
        yield block(
            "alt",
            "photo_alt",
            _("The picture has no alternative text here. Say what it tells, or tick “decorative”."),
        )
    for figure in text.figures:
        if figure.photo in photos and not figure.has_alt_decision:
            yield block(
                "alt",
                "body",
                _(
                    "The picture “%(title)s” in the text has no alternative text. Say what it "
                    "tells, or mark it as decorative."
                )
                % {"title": photos[figure.photo]},
            )


def check_photos(article: Article, text: Outline, photos: dict, day: date) -> Iterable[Finding]:
    """Nobody is shown who did not agree, or no longer does on the day of publication."""
    places = [("photo", article.photo_id)] if article.photo_id else []
    places += [("body", pk) for pk in dict.fromkeys(figure.photo for figure in text.figures)]
    for field, pk in places:
        if pk not in photos:
            yield block(
                "photo_gone", field, _("A picture is no longer in the library. Please remove it.")
            )
        elif fault := fault_of(photos[pk], day):
            code, words = fault
            yield block(code, field, words % {"title": photos[pk].title})


def check_story_photos(article: Article, photos: dict) -> Iterable[Finding]:
    """Hold to a consent that was given for one story only."""
    only = [pk for pk, photo in photos.items() if photo.consent_scope == Photo.Scope.STORY]
    if not only:
        return
    others = Article.objects.exclude(pk=article.pk).filter(status__in=["published", "withdrawn"])
    shown = Q(photo__in=only) | Q(articlephoto__photo__in=only)
    for other in others.filter(shown).distinct()[:3]:
        yield block(
            "consent_scope",
            "photo" if article.photo_id in only else "body",
            _(
                "A picture here was agreed to for one story only, and “%(headline)s” shows it. "
                "Please choose another one."
            )
            % {"headline": other.headline},
        )


def fault_of(photo: Photo, day: date) -> tuple[str, str] | None:
    if photo.consent_withdrawn_at:
        return "consent_withdrawn", _(
            "The consent for the picture “%(title)s” was withdrawn. Please choose another one."
        )
    if photo.lacks_consent:
        return "consent_missing", _(
            "Nobody recorded whether the people in the picture “%(title)s” agreed, and where that "
            "is kept. Please add it in the photo library."
        )
    if photo.consent_expires_on and photo.consent_expires_on < day:
        ends = date_format(photo.consent_expires_on, "j M Y")
        return "consent_expired", _(
            "The consent for the picture “%(title)s” ends on {ends}, before readers would see it. "
            "Please choose another one."
        ).format(ends=ends)
    return None


def check_survivors(article: Article) -> Iterable[Finding]:
    answers = {field: getattr(article, field) for field in SURVIVOR_QUESTIONS}
    for field, answer in answers.items():
        if not answer:
            yield block("survivor", field, UNANSWERED[field])
    if "consented" in answers.values() and not article.survivor_consent.strip():
        yield block(
            "survivor_consent",
            "survivor_consent",
            _("A survivor agreed: please say where that consent is recorded."),
        )


def check_approvals(article: Article) -> Iterable[Finding]:
    said = approvals.voices(article)
    if against := said[Review.Decision.CHANGES]:
        yield block(
            "changes_asked",
            "approvals_required",
            ngettext(
                "%(count)s reviewer asks for changes of exactly this text.",
                "%(count)s reviewers ask for changes of exactly this text.",
                against,
            )
            % {"count": against},
        )
    missing = article.approvals_required - said[Review.Decision.APPROVED]
    if missing > 0:
        yield block(
            "approvals",
            "approvals_required",
            ngettext(
                "%(count)s approval of exactly this text is missing.",
                "%(count)s approvals of exactly this text are missing.",
                missing,
            )
            % {"count": missing},
        )


def check_embargo(article: Article, promised_at: datetime | None) -> Iterable[Finding]:
    """Keep the time that journalists accepted: nobody publishes before it by a slip."""
    if promised_at is None or article.publish_at >= promised_at:
        return
    accepted = article.reading_links.live().filter(terms_accepted_at__isnull=False)
    if count := accepted.count():
        yield block(
            "embargo",
            "publish_at",
            ngettext(
                "%(count)s journalist has accepted an embargo until %(time)s.",
                "%(count)s journalists have accepted an embargo until %(time)s.",
                count,
            )
            % {"count": count, "time": office_time(promised_at)},
        )
