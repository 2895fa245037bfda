"""Links of a text that lead nowhere on this site, or to where no reader may go."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from news.addresses import article_path, both_ways, without_language
from news.models import Article, Redirect, Topic

from .findings import Finding
from .outline import Outline


@dataclass(frozen=True)
class Address:
    """A link into this site; `path` is without the prefix of a language."""

    href: str
    path: str
    query: str
    match: ResolverMatch | None

    @property
    def view(self) -> str:
        return self.match.view_name if self.match else ""

    @property
    def slug(self) -> str:
        return self.match.kwargs.get("slug", "") if self.match else ""

    @property
    def is_article(self) -> bool:
        return bool(self.slug) and self.view.startswith("news:article_")

    @property
    def is_topic(self) -> bool:
        return bool(self.slug) and self.view.startswith("news:topic_")

    @property
    def is_for_staff(self) -> bool:
        """Whether it opens for staff, or for the one person who was sent it."""
        return bool(self.match) and (
            self.path.startswith("/admin/") or "token" in self.match.kwargs
        )

    @property
    def former_paths(self) -> set[str]:
        """Return the ways in which `Redirect.path` may write it."""
        if self.match and not self.is_article:
            return set()
        paths = {*both_ways(self.path), *([article_path(self.slug)] if self.is_article else [])}
        return paths | {f"{path}?{self.query}" for path in paths if self.query}


def check_links(text: Outline, own_slug: str, at: datetime) -> list[Finding]:
    """Name each link to a page that readers cannot open at `at`; at most three queries."""
    addresses, findings = [], []
    for href in dict.fromkeys(link.href for link in text.links):
        try:
            address = find(href)
        except ValueError:
            findings.append(dead(href, _("“%(link)s” is no address that a browser understands.")))
            continue
        addresses += [address] if address else []
    articles, topics, former = open_to_readers(addresses, at)
    articles.add(own_slug)
    for address in addresses:
        if address.view == "photos:media":
            said = _(
                "“%(link)s” is the file of a picture, which changes and can vanish. Please put the "
                "picture into the text instead."
            )
        elif address.is_for_staff:
            said = _("“%(link)s” is not open to readers. Please link to a public page.")
        elif address.former_paths & former:
            continue
        elif address.is_article and address.slug not in articles:
            said = _("“%(link)s” leads to an article that readers cannot open then.")
        elif not address.match or (address.is_topic and address.slug not in topics):
            said = _("“%(link)s” leads to no page of this site.")
        else:
            continue
        findings.append(dead(address.href, said))
    return findings


def dead(href, text):
    return Finding("dead_link", "block", text % {"link": href}, "body")


def find(href: str) -> Address | None:
    """Return where a link leads on this site; None for one to elsewhere, or within the text.

    Raises `ValueError` where no browser could follow it.
    """
    site = urlsplit(settings.SITE_URL)
    target = urlsplit(urljoin(f"{settings.SITE_URL}/", href))
    is_here = target.scheme in {"http", "https"} and target.netloc.lower() == site.netloc.lower()
    if href.startswith("#") or not is_here:
        return None
    path = unquote(target.path) or "/"
    return Address(href, without_language(path), target.query, page_at(path))


def page_at(path: str) -> ResolverMatch | None:
    plain = without_language(path)
    with translation.override("en" if plain == path else "fr"):
        # Django itself adds the slash that somebody left out.
        for attempt in (path, f"{path}/"):
            with suppress(Resolver404):
                return resolve(attempt)
    return None


def open_to_readers(addresses: list[Address], at: datetime) -> tuple[set, set, set]:
    """Return what will lead on: articles and topics by slug, former addresses by path."""
    public = Article.objects.published(at)
    # Readers of a withdrawn article are sent on to the one that replaced it.
    sent_on = Q(status=Article.Status.WITHDRAWN, successor__in=public)
    slugs = {address.slug for address in addresses if address.is_article}
    topics = {address.slug for address in addresses if address.is_topic}
    # PostgreSQL refuses a NUL, which no address of ours holds.
    former = {path for address in addresses for path in address.former_paths if "\0" not in path}
    articles = Article.objects.filter(Q(pk__in=public) | sent_on, slug__in=slugs)
    redirects = Redirect.objects.filter(path__in=former, article__in=public)
    return (
        set(articles.values_list("slug", flat=True)),
        set(Topic.objects.filter(slug__in=topics).values_list("slug", flat=True)),
        set(redirects.values_list("path", flat=True)),
    )
