"""What search engines are told to read: every public page, and the news of two days."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .confirmed import confirmed
from .models import Article

# What the protocol allows in one file, less the pages beside the articles.
LARGEST = 50_000 - 1_000
# What search engines take as news.
NEWS_LASTS = timedelta(hours=48)
NEWS_LARGEST = 1_000


@require_safe
@cache_control(no_cache=True)
@confirmed
def sitemap(request: HttpRequest, pages: Iterable[str]) -> HttpResponse:
    """List the articles, the topics, and `pages`, the names of all other public pages.

    A page that nothing says about when it changed has no date, rather than a wrong one.
    """
    read = ["slug", "language", "status", "publish_at", "unpublish_at", "revised_at"]
    twins = [f"{twin}__{name}" for twin in ("translation_of", "translated_as") for name in read]
    articles = Article.objects.published().with_twins().only(*read, "translation_of_id", *twins)
    others = (entry for name in pages for entry in in_each_language(name))
    listed = {"articles": articles[:LARGEST], "pages": [*news_pages(), *others]}
    return render(request, "news/sitemap.xml", listed, content_type="application/xml")


def news_pages() -> Iterable[dict]:
    """Yield the pages that show lists of articles: each changes with the newest one on it."""
    newest = {
        language: dict(
            Article.objects.published()
            .in_frame(language)
            .order_by()
            .values_list("topics__slug")
            .annotate(Max("publish_at"))
        )
        for language, _name in settings.LANGUAGES
    }
    every = {language: max(dates.values(), default=None) for language, dates in newest.items()}
    for name in ("pages:home", "news:article_list"):
        yield from in_each_language(name, changed=every)
    for slug in sorted(set().union(*newest.values()) - {None}):
        dates = {language: newest[language].get(slug) for language in newest}
        yield from in_each_language("news:topic_detail", slug, changed=dates)


def in_each_language(name: str, *args: str, changed: dict | None = None) -> Iterable[dict]:
    """Yield a page in every language, with the time it `changed` in each where that is known."""
    twins = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            twins[language] = settings.SITE_URL + reverse(name, args=args)
    for language, address in twins.items():
        yield {"address": address, "twins": twins, "lastmod": changed and changed[language]}


@require_safe
@cache_control(no_cache=True)
@confirmed
def news_sitemap(request: HttpRequest) -> HttpResponse:
    since = timezone.now() - NEWS_LASTS
    articles = Article.objects.published().filter(publish_at__gt=since)[:NEWS_LARGEST]
    return render(
        request, "news/news_sitemap.xml", {"articles": articles}, content_type="application/xml"
    )
