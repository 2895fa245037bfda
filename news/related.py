"""What stands below an article for whoever wants to read on, and why."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Article, Topic

LIMIT = 3


class Why(enum.Enum):
    BY_HAND = enum.auto()
    TOPICS = enum.auto()
    NEWEST = enum.auto()


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


def related_to(article: Article, frame: str = "") -> list[Related]:
    """Return what readers see below `article`: public, in its language, never itself.

    At most `LIMIT`: those chosen by hand, then those with the most topics in common, then the
    newest. At most three queries. `frame` is the language of the page, if it is another one.
    """
    found: list[Related] = []
    for why, articles in candidates(article, frame or article.language):
        known = [related.article.pk for related in found]
        more = articles.exclude(pk__in=known)[: LIMIT - len(found)]
        found += [Related(other, article, why) for other in more]
        if len(found) == LIMIT:
            break
    return found


def candidates(article: Article, frame: str) -> Iterator[tuple[Why, QuerySet[Article]]]:
    public = (
        Article.objects.published()
        .filter(language=article.language)
        .left_in(frame)
        .exclude(pk=article.pk)
        .select_related("photo")
    )
    # Before its first save an article has neither choices nor topics.
    if article.pk:
        yield Why.BY_HAND, public.filter(pk__in=article.related_by_hand.values("pk"))
        shared = public.filter(topics__in=article.topics.all()).annotate(shared=Count("topics"))
        yield Why.TOPICS, shared.order_by("-shared", "-publish_at", "-id")
    yield Why.NEWEST, public


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
