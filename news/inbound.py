"""What leads readers to an article: to be looked at before it goes, and after."""

import html
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from ijmsite.mail.models import Message
from ijmsite.pages.models import Banner

from .addresses import article_path, stored_path
from .models import Article

# Of each kind; nobody mends more by hand, and the search stays bounded.
LIMIT = 50
CANDIDATES = 200
# Addresses in texts are in no index. An article is mostly linked to by those written next to it: so
# many before and after it are looked through, and all only for who asks for that.
NEAR = 1_000
HREF = re.compile(r'href="([^"]*)"')


@dataclass
class Inbound:
    """What leads to one article."""

    texts: list[Article]  # whose text links to it
    related: list[Article]  # that show it as related, chosen by hand
    predecessors: list[Article]  # whose readers are sent to it
    banners: list[Banner]  # that run, or will
    former_addresses: list[str]
    waiting_mails: int

    @property
    def is_empty(self):
        return not any(vars(self).values())


def inbound(article: Article, near: int | None = NEAR) -> Inbound:
    """Return what links to `article`, in ten queries at most.

    Texts are those of so many articles before and after it as `near` says; None for all.
    """
    former = list(article.former_addresses.values_list("path", flat=True)[:LIMIT])
    paths = {path.rstrip("/") for path in [article_path(article.slug), *former]} - {""}
    others = Article.objects.exclude(pk=article.pk)
    banners = Banner.objects.not_ended()
    whole = {f"{path}/" for path in paths}
    mails = Message.objects.waiting().filter(naming(whole, "text") | naming(whole, "html"))
    return Inbound(
        texts=linking(others if near is None else nearest(article, near), "body", paths, hrefs),
        related=list(others.filter(related_by_hand=article)[:LIMIT]),
        # By their keys: for the order of lists, SQLite would walk through all of them.
        predecessors=list(others.filter(successor=article).order_by("pk")[:LIMIT]),
        banners=linking(banners, "link", paths, lambda link: [link]),
        former_addresses=former,
        waiting_mails=mails.count(),
    )


def near_of(request: HttpRequest) -> int | None:
    """Return how far is looked: to the last article where the address says so."""
    return None if request.GET.get("texts") == "all" else NEAR


def edges(article: Article, near: int) -> tuple[QuerySet, QuerySet]:
    """Return the keys of the first articles before and after `article` that are not near it."""
    before = Article.objects.filter(pk__lt=article.pk).order_by("-pk").values("pk")
    after = Article.objects.filter(pk__gt=article.pk).order_by("pk").values("pk")
    return before[near : near + 1], after[near : near + 1]


def nearest(article: Article, near: int) -> QuerySet[Article]:
    first, last = map(Subquery, edges(article, near))
    later = Article.objects.filter(pk__gt=Coalesce(first, Value(-1))).exclude(pk=article.pk)
    return later.filter(pk__lt=Coalesce(last, Value(models.BigIntegerField.MAX_BIGINT)))


def has_farther(article: Article, near: int | None = NEAR) -> bool:
    """Return whether there are articles that `inbound` leaves out."""
    return near is not None and any(keys.exists() for keys in edges(article, near))


def naming(paths: set[str], field: str) -> Q:
    """Return the condition that `field` contains one of the addresses, or one that begins alike."""
    written = {form for path in paths for form in (path, quote(path), html.escape(path))}
    return Q(*[(f"{field}__contains", form) for form in sorted(written)], _connector=Q.OR)


def linking(rows: QuerySet, field: str, paths: set[str], links) -> list[models.Model]:
    """Return the rows of which a link in `field` leads to one of the addresses."""
    candidates = rows.filter(naming(paths, field))[:CANDIDATES]
    found = [
        row
        for row in candidates
        if any(leads_to(link, paths) for link in links(getattr(row, field)))
    ]
    return found[:LIMIT]


def hrefs(body: str) -> list[str]:
    return [html.unescape(href) for href in HREF.findall(body)]


def leads_to(link: str, paths: set[str]) -> bool:
    """Return whether a link leads to one of the addresses, or to a page below, such as the text."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:  # such as a broken IPv6 address
        return False
    if parts.scheme not in {"", "http", "https"}:
        return False
    if host and host != urlsplit(settings.SITE_URL).hostname:
        return False
    path = stored_path(link).rstrip("/")
    without_query = path.partition("?")[0].rstrip("/")
    return any(
        candidate == one or candidate.startswith(f"{one}/")
        for candidate in (path, without_query)
        for one in paths
    )
