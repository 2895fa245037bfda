"""What stands below an article for whoever wants to read on, and why."""

import enum
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ijmsite.web.prepared import prepared

from .cards import card_rows, with_photos
from .models import Article, Topic

LIMIT = 3
# Looked at are so many of the newest, and of each topic so many of the last that got it: an article
# with thousands beside it takes no longer than one with ten. In SQL: to put such a union together
# takes Django as long as to make half of the page. Who may be read, `public` says in the end.
CHOSEN = "SELECT to_article_id FROM news_article_related_by_hand WHERE from_article_id = %s"
TAGGED = """
    SELECT article_id FROM (
        SELECT article_id FROM (
            SELECT id, article_id FROM news_article_topics
            WHERE topic_id = %s ORDER BY id DESC LIMIT 100
        ) AS last CROSS JOIN news_article
        WHERE news_article.id = last.article_id AND status = 'published' AND language = %s
        ORDER BY last.id DESC LIMIT 50
    ) AS tagged
"""
NEWEST = """
    SELECT id FROM (
        SELECT id FROM news_article
        WHERE status = 'published' AND publish_at <= %s AND language = %s
        AND (unpublish_at IS NULL OR unpublish_at > %s)
        ORDER BY publish_at DESC, id DESC LIMIT 50
    ) AS newest
"""
IS_CHOSEN = f"news_article.id IN ({CHOSEN})"
SHARED = """(
    SELECT COUNT(*) FROM news_article_topics AS tag
    WHERE tag.article_id = news_article.id AND tag.topic_id IN ({})
)"""


class Why(enum.Enum):
    BY_HAND = enum.auto()
    TOPICS = enum.auto()
    NEWEST = enum.auto()

    @classmethod
    def of(cls, found: Article) -> "Why":
        """Say why one stands there that `related_to` has found."""
        return cls.BY_HAND if found.by_hand else cls.TOPICS if found.shared else cls.NEWEST


@dataclass(frozen=True)
class Related:
    """An article that stands below another one."""

    article: Article
    below: Article
    why: Why

    @property
    def reason(self) -> str:
        """Say to the editor why it stands there; costs a query where topics are shared."""
        if self.why is Why.BY_HAND:
            return _("because you chose it by hand")
        if self.why is Why.NEWEST:
            return _("because it is among the newest")
        shared = Topic.objects.filter(article=self.below).filter(article=self.article)
        names = [f"“{topic.local_name}”" for topic in shared]
        return ngettext(
            "because it shares the topic %(names)s",
            "because it shares the topics %(names)s",
            len(names),
        ) % {"names": ", ".join(names)}


def related_to(article: Article, frame: str = "", *, photos: bool = True) -> list[Related]:
    """Return what readers see below `article`: public, in its language, never itself.

    At most `LIMIT`: those chosen by hand, then those with the most topics in common, then the
    newest. `frame` is the language of the page, if it is another one. Without `photos`, whoever
    asks puts them in.
    """
    # Before its first save an article has neither choices nor topics.
    topics = [topic.pk for topic in article.topics.all()] if article.pk else []
    elsewhere = {"frame": frame} if frame and frame != article.language else {}
    found = ranked(
        key=article.pk or 0,
        language=article.language,
        topics=topics,
        now=timezone.now(),
        **elsewhere,
    )
    shown = with_photos(found) if photos else found
    return [Related(other, article, Why.of(other)) for other in shown]


@prepared(Article)
def ranked(key, language, topics, now, frame=""):
    public = Article.objects.published(now).filter(language=language).exclude(pk=key)
    if frame:
        public = public.left_in(frame, now)
    moment = connection.ops.adapt_datetimefield_value(now)
    near = " UNION ALL ".join([NEWEST, CHOSEN, *[TAGGED] * len(topics)])
    counted = SHARED.format(", ".join(["%s"] * len(topics)) or "NULL")
    params = [moment, language, moment, key]
    params += [value for topic in topics for value in (topic, language)]
    found = public.with_keys(RawSQL(near, params)).annotate(  # noqa: S611 (parameters)
        by_hand=RawSQL(IS_CHOSEN, [key], BooleanField()),  # noqa: S611 (a parameter)
        shared=RawSQL(counted, topics),  # noqa: S611 (parameters)
    )
    return card_rows(found).order_by("-by_hand", "-shared", "-publish_at", "-pk")[:LIMIT]


def left_out(article: Article, shown: list[Related]) -> list[tuple[Article, str]]:
    """Return what was chosen by hand and is not `shown` below `article`, each with the reason."""
    others = article.related_by_hand.exclude(pk__in=[related.article.pk for related in shown])
    return [(other, why_left_out(other, article)) for other in others]


def why_left_out(other: Article, article: Article) -> str:
    if other.pk == article.pk:
        return _("it is this article itself")
    if not other.is_published:
        return _("readers cannot see it now")
    if other.language != article.language:
        return _("it is in the other language")
    return _("there is room for three, and the newest go first")
