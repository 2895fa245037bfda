"""Pages of the news, each begun where another one ended: the last costs what the first does."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db.models import Q, QuerySet
from django.http import Http404

if TYPE_CHECKING:  # `news.search`, which the models need, has places in the order as well
    from .models import Article

PER_PAGE = 12
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


class NewsPage:
    """Some articles in the order of the news: the newest, or those before the place `before`.

    A place that is none, and one without anything before it, are as none.
    """

    def __init__(self, articles: "QuerySet[Article]", before: str = ""):
        self.everything = articles
        self.cursor = Cursor.read(before)
        found = []
        if self.cursor:
            found = self.first_of(articles.begun_at(self.cursor.older()))
        if not found:
            found, self.cursor = self.first_of(articles), None
        self.newer_places = self.places() if self.cursor else []
        self.is_first = not self.newer_places
        self.articles, self.has_older = found[:PER_PAGE], len(found) > PER_PAGE

    def first_of(self, articles: "QuerySet[Article]") -> "list[Article]":
        return list(articles.as_cards().order_by("-publish_at", "-pk")[: PER_PAGE + 1])

    def places(self) -> list[Cursor]:
        """Return those of the articles right before this page, and of one more."""
        rest = self.everything.begun_at(self.cursor.rest()).order_by("publish_at", "pk")
        return [Cursor(*row) for row in rest.values_list("publish_at", "pk")[: PER_PAGE + 1]]

    @property
    def query(self) -> str:
        """Return what its address has that the first page's has not."""
        return "" if self.is_first else f"before={self.cursor}"

    @property
    def older(self) -> str:
        return f"before={Cursor.of(self.articles[-1])}" if self.has_older else ""

    @property
    def newer(self) -> str:
        """Return the query of the page right before this one; that of the first is ""."""
        is_second = len(self.newer_places) <= PER_PAGE
        return "" if is_second else f"before={self.newer_places[PER_PAGE]}"

    @property
    def days(self) -> tuple[datetime, datetime]:
        """Return when the last and when the first article of this page were published."""
        return self.articles[-1].publish_at, self.articles[0].publish_at


class ResultsPage:
    """A numbered page of what a search has found, the best first."""

    def __init__(self, ranked: "QuerySet[Article]", count: int, number: str):
        self.last = max(1, -(-count // PER_PAGE))
        if not number.isascii() or not number.isdecimal() or not 1 <= int(number[:9]) <= self.last:
            raise Http404
        self.number = int(number)
        start = (self.number - 1) * PER_PAGE
        self.articles = list(ranked[start : start + PER_PAGE])
        self.is_first, self.has_older = self.number == 1, self.number < self.last

    @property
    def query(self) -> str:
        return self.at(self.number)

    @property
    def older(self) -> str:
        return self.at(self.number + 1)

    @property
    def newer(self) -> str:
        return self.at(self.number - 1)

    def at(self, number: int) -> str:
        return f"page={number}" if number > 1 else ""
