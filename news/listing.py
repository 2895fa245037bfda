"""Pages of the news, each begun where another one ended, and of what a search has found."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from ijmsite.web.prepared import prepared

from . import search
from .cards import card_rows, with_photos
from .models import Article
from .paging import Cursor, newer, older

PER_PAGE = 12
# The articles beside a place, the next one first: `older` or `newer`.
Side = Callable[[QuerySet[Article], Cursor | None], QuerySet[Article]]
Cards = Callable[[Side, Cursor | None], list[Article]]


def rows(side: Side, articles: QuerySet[Article], place: Cursor | None) -> QuerySet[Article]:
    """Read what cards show; of those after a place, only where they stand."""
    found = side(articles, place)[: PER_PAGE + 1]
    return card_rows(found) if side is older else found.only("publish_at")


def among(articles: QuerySet[Article]) -> Cards:
    return lambda side, place: list(rows(side, articles, place))


def having(articles: QuerySet[Article], text: str) -> Cards:
    """Look among those with all words of `text`; what is found is read as a whole."""

    def cards(side: Side, place: Cursor | None) -> list[Article]:
        keys = [pk for pk, *_ in search.in_order(articles, text, PER_PAGE + 1, side, place)]
        found = side(Article.objects.published().filter(pk__in=keys), None)
        return list(found if side is older else found.only("publish_at"))

    return cards


def in_frame(language: str) -> Cards:
    """Look among all that stands in the lists of the pages in `language`."""

    def cards(side: Side, place: Cursor | None) -> list[Article]:
        at = place._asdict() if place else {}
        return beside(side, language=language, now=timezone.now(), **at)

    return cards


@prepared(Article)
def beside(side: Side, language: str, now: datetime, **at) -> QuerySet[Article]:
    articles = Article.objects.published(now).in_frame(language, now)
    return rows(side, articles, Cursor(**at) if at else None)


def newest(language: str, count: int) -> list[Article]:
    """Return the newest, at most a page of them, for the pages in `language`."""
    return with_photos(in_frame(language)(older, None)[:count])


class NewsPage:
    """Some articles in the order of the news: the newest, or those before the place `before`.

    A place that is none, and one without anything before it, are as none.
    """

    number = None  # For templates, which show those of a search as well.

    def __init__(self, cards: Cards, before: str = "") -> None:
        self.cursor = Cursor.read(before)
        found = cards(older, self.cursor) if self.cursor else []
        if not found:
            found, self.cursor = cards(older, None), None
        # Those right before this page, and one more.
        self.newer_ones = cards(newer, self.cursor) if self.cursor else []
        self.is_first = not self.newer_ones
        self.articles, self.has_older = with_photos(found[:PER_PAGE]), len(found) > PER_PAGE

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
        is_second = len(self.newer_ones) <= PER_PAGE
        return "" if is_second else f"before={Cursor.of(self.newer_ones[PER_PAGE])}"

    @property
    def days(self) -> tuple[datetime, datetime]:
        """Return when the last and when the first article of this page were published."""
        return self.articles[-1].publish_at, self.articles[0].publish_at


class ResultsPage:
    """A numbered page of what a search has found, the best first."""

    def __init__(self, ranked: QuerySet[Article], count: int, number: str):
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
