"""Places in the order of the news: pages begin at them, so the last costs what the first does."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db.models import Q, QuerySet

if TYPE_CHECKING:  # `news.search`, which the models need, has places in the order as well
    from .models import Article

FORMAT = "%Y%m%dT%H%M%S.%f"


class Cursor(NamedTuple):
    """The place of an article in the order of the news: 20261117T093000.123456-42, in UTC."""

    publish_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.publish_at.astimezone(UTC):{FORMAT}}-{self.pk}"

    @classmethod
    def of(cls, article: "Article") -> Self:
        return cls(article.publish_at, article.pk)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the place that `text` names; None where it names none."""
        found = re.fullmatch(r"([0-9]{8}T[0-9]{6}\.[0-9]{6})-([0-9]{1,18})", text)
        try:
            return found and cls(
                datetime.strptime(found[1], FORMAT).replace(tzinfo=UTC), int(found[2])
            )
        except ValueError:  # the thirtieth of February
            return None

    def older(self) -> Q:
        # The first bound lets an index begin at this place.
        later = Q(publish_at__lt=self.publish_at) | Q(publish_at=self.publish_at, pk__lt=self.pk)
        return Q(publish_at__lte=self.publish_at) & later

    def rest(self) -> Q:
        """Return the condition of this very place, and of all that is newer."""
        later = Q(publish_at__gt=self.publish_at) | Q(publish_at=self.publish_at, pk__gte=self.pk)
        return Q(publish_at__gte=self.publish_at) & later


def older(articles: QuerySet["Article"], place: Cursor | None) -> QuerySet["Article"]:
    """Return those before `place`, the newest first."""
    articles = articles.begun_at(place.older()) if place else articles
    return articles.order_by("-publish_at", "-pk")


def newer(articles: QuerySet["Article"], place: Cursor | None) -> QuerySet["Article"]:
    """Return the one at `place` itself and those after it, the oldest first."""
    articles = articles.begun_at(place.rest()) if place else articles
    return articles.order_by("publish_at", "pk")
