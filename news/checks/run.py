from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from ijmsite.photos.models import Photo
from news.models import Article, Topic

from .facts import (
    check_alts,
    check_approvals,
    check_headings,
    check_note_of_twin,
    check_photos,
    check_story,
    check_story_photos,
    check_survivors,
    check_translation,
    check_unfinished,
)
from .findings import Finding
from .guesses import (
    check_consent_ahead,
    check_figures,
    check_note,
    check_setting,
    check_time,
    check_wording,
)
from .links import check_links
from .outline import outline


def check(
    article: Article,
    *,
    topics: Iterable[Topic] | None = None,
    at: datetime | None = None,
    was_public: bool | None = None,
) -> list[Finding]:
    """Say what stands in the way of publication, and then what deserves another look.

    `article` is judged as it is in memory, with `topics` and `was_public` where these are not
    what is saved, and as readers find it at `at`: the time of publication where that is to come,
    else now. Costs at most ten queries, however long the text.
    """
    now = timezone.now()
    at = at or max(article.publish_at or now, now)
    day = timezone.localdate(at)
    text = outline(article.body)
    if was_public is None:
        was_public = article.was_public
    if topics is None:
        topics = article.topics.all() if article.pk else ()
    shown = {figure.photo for figure in text.figures} | {article.photo_id} - {None}
    photos = Photo.objects.in_bulk(shown)
    facts = [
        *check_story(article, text),
        *check_unfinished(article, text),
        *check_translation(article),
        *check_note_of_twin(article, was_public),
        *check_headings(text),
        *check_alts(article, text, photos),
        *check_photos(article, text, photos, day),
        *check_story_photos(article, photos),
        *check_links(text, article.slug, at),
        *check_survivors(article),
        *check_approvals(article),
    ]
    guesses = [
        *check_figures(text),
        *check_wording(article, text),
        *check_note(article, text, was_public),
        *check_setting(article, topics, photos.values()),
        *check_consent_ahead(article, photos.values(), day),
        *(() if was_public else check_time(at)),
    ]
    return facts + guesses
