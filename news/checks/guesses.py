"""What may be right or wrong: only a person can tell, who is asked to look again."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ijmsite.photos.models import WARNING, Photo
from ijmsite.staff.times import office_time
from news.models import Article

from .facts import same_words
from .findings import Finding
from .outline import Outline, Passage

# A number of three digits and more that is no year and no telephone number, a share, or such
# a word as "million"; "thousands" claims nothing that has a source.
NUMBER = re.compile(
    r"""(?<!\w)(?<!\w[.,\-/])
    (?:(?!(?:19|20)\d\d\b)\d{3,}|\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+)
    (?![.,\-/]?\d)
    | \d\s?(?:%|percent\b|per\ cent\b|pour\ cent\b)
    | \b(?:thousand|million|billion|mille)\b
    | \d\s?(?:millions|milliards?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
SAYS_NOTHING = re.compile(
    r"\W*(?:(?:click|read more|see more|learn more|find out more)(?: here)?|here|this|link|"
    r"this (?:link|page|article)|more|"
    r"(?:cliquez |voir |lisez )?ici|en savoir plus|lire la suite|voir plus|plus)\W*",
    re.IGNORECASE,
)
VIOLENCE = {
    "en": re.compile(
        r"\b(?:beaten|raped?|sexual(?:ly)?|threatened|abused|assaulted|tortured)\b", re.IGNORECASE
    ),
    "fr": re.compile(
        r"\b(?:viols?|sexuel(?:s|les?|lement)?|(?:battu|violé|menacé|abusé|agressé|torturé)e?s?)\b",
        re.IGNORECASE,
    ),
}
LONG_HEADLINE, LONG_STANDFIRST = 110, 250
# So that the list stays one that is read.
AT_MOST = 3


def warn(code, field, message):
    return Finding(code, "warn", message, field)


def check_figures(text: Outline) -> Iterable[Finding]:
    """Ask for the source of each figure that has no link in its passage or in one beside it."""
    asked = 0
    for before, passage, after in neighbors(text.passages):
        number = NUMBER.search(passage.text)
        if number is None or any(near.has_link for near in (before, passage, after)):
            continue
        asked += 1
        if asked <= AT_MOST:
            words = around(passage.text, *number.span())
            yield warn(
                "figure",
                "body",
                _("“%(words)s” has a figure and no link near it. Where does it come from?")
                % {"words": words},
            )


def neighbors(passages: list[Passage]):
    nothing = Passage("")
    return zip([nothing, *passages], passages, [*passages[1:], nothing], strict=False)


def around(text, start, end):
    """Return the words around a place in the text."""
    lead = max(text.rfind(" ", 0, max(start - 20, 0)), 0)
    cut = "…" if lead else ""
    return cut + Truncator(text[lead:].strip()).chars(max(end - lead + 20, 40))


def check_wording(article: Article, text: Outline) -> Iterable[Finding]:
    if len(article.headline) > LONG_HEADLINE:
        yield warn(
            "headline",
            "headline",
            _("The headline is long: search engines cut it after about 110 characters."),
        )
    if len(article.standfirst) > LONG_STANDFIRST:
        yield warn("standfirst_long", "standfirst", _("The standfirst is long. Can it be shorter?"))
    for link in text.links:
        if SAYS_NOTHING.fullmatch(link.text):
            yield warn(
                "link_text",
                "body",
                _("The link “%(words)s” does not say where it leads. Use words that do.")
                % {"words": link.text.strip()},
            )


def check_note(article: Article, text: Outline, was_public: bool) -> Iterable[Finding]:
    twin = article.twin
    if article.content_note:
        if twin and same_words(article.content_note, twin.content_note):
            message = _("The content note is still that of the other version. Please translate it.")
            yield warn("note_untranslated", "content_note", message)
        elif twin and twin.is_published and not twin.content_note:
            message = _("Its other version, “%(headline)s”, has no content note. Should it?")
            yield warn("note_of_one", "content_note", message % {"headline": twin})
    elif twin and twin.content_note:
        if was_public:
            message = _("Only its other version, “%(headline)s”, has a content note. Why not here?")
            yield warn("note_of_one", "content_note", message % {"headline": twin})
    elif found := violence(article, text):
        message = _("“%(words)s” may be hard to read. Does it need a content note?")
        yield warn("note_missing", "content_note", message % {"words": found})


def violence(article: Article, text: Outline) -> str:
    """Return the words around the first word of violence or exploitation, or ""."""
    passages = [article.headline, article.standfirst, *(p.text for p in text.passages)]
    found = ((each, VIOLENCE[article.language].search(each)) for each in passages)
    return next((around(each, *match.span()) for each, match in found if match), "")


def check_setting(article: Article, topics, photos: Iterable[Photo]) -> Iterable[Finding]:
    if not article.photo_id:
        yield warn("photo", "photo", _("There is no picture. Pages with one are shared more."))
    if not topics:
        yield warn(
            "topics", "topics", _("It has no topic: it appears only in the list of all news.")
        )
    for photo in photos:
        if article.language == "fr" and photo.caption and not photo.caption_fr:
            yield warn(
                "caption",
                "photo" if photo.pk == article.photo_id else "body",
                _("The picture “%(title)s” has no French caption, so readers see the English one.")
                % {"title": photo},
            )


def check_consent_ahead(article: Article, photos: Iterable[Photo], day: date) -> Iterable[Finding]:
    for photo in photos:
        end = photo.consent_expires_on
        if photo.is_usable and end and day <= end <= day + WARNING:
            yield warn(
                "consent_ends",
                "photo" if photo.pk == article.photo_id else "body",
                _("The consent for “%(title)s” ends on %(day)s. Then readers no longer see it.")
                % {"title": photo, "day": date_format(end, "j M Y")},
            )


def check_time(at: datetime) -> Iterable[Finding]:
    """Journalists call when news comes out: somebody should answer."""
    local = timezone.localtime(at)
    opens, closes = (time.fromisoformat(t.strip()) for t in settings.OFFICE_HOURS.split("-"))
    if local.weekday() >= 5:
        text = _("%(time)s is on a weekend. Will somebody answer the telephone?")
    elif not opens <= local.time() < closes:
        text = _("%(time)s is outside office hours. Will somebody answer the telephone?")
    else:
        return
    yield warn("time", "publish_at", text % {"time": office_time(at)})
