"""What search engines are told to read: every public page, and the news of two days."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from .models import Article

# What the protocol allows in one file, less the pages beside the articles.
LARGEST = 50_000 - 1_000
# What search engines take as news.
NEWS_LASTS = timedelta(hours=48)
NEWS_LARGEST = 1_000


@require_safe
@cache_control(no_cache=True)
@conditional_page
def sitemap(request: HttpRequest, pages: Iterable[str]) -> HttpResponse:
    """List the articles, the topics, and `pages`, the names of all other public pages.

    A page that nothing says about when it changed has no date, rather than a wrong one.
    """
    articles = Article.objects.published()
    read = ["slug", "language", "status", "publish_at", "unpublish_at", "revised_at"]
    twins = [f"{twin}__{name}" for twin in ("translation_of", "translated_as") for name in read]
    paired = articles.with_twins().only(*read, "translation_of_id", *twins)
    listed = {"articles": paired[:LARGEST], "pages": [*news_pages(articles), *other(pages)]}
    return render(request, "news/sitemap.xml", listed, content_type="application/xml")


def news_pages(articles) -> Iterable[dict[str, Any]]:
    """Yield the pages that show lists of articles; they change with the newest of these."""
    newest = {"published": Max("publish_at"), "revised": Max("revised_at")}
    every = articles.order_by().aggregate(**newest)
    for name in ("pages:home", "news:article_list"):
        yield page(name, lastmod=later(every))
    for topic in articles.order_by("topics__slug").values("topics__slug").annotate(**newest):
        if topic["topics__slug"]:
            yield page("news:topic_detail", topic["topics__slug"], lastmod=later(topic))


def other(names: Iterable[str]) -> Iterable[dict[str, Any]]:
    return map(page, names)


def page(name: str, *args: str, lastmod=None) -> dict[str, Any]:
    addresses = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            addresses[language] = settings.SITE_URL + reverse(name, args=args)
    return {"addresses": addresses, "lastmod": lastmod}


def later(newest: dict[str, Any]):
    times = [newest[name] for name in ("published", "revised") if newest[name]]
    return max(times, default=None)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def news_sitemap(request: HttpRequest) -> HttpResponse:
    since = timezone.now() - NEWS_LASTS
    articles = Article.objects.published().filter(publish_at__gt=since)[:NEWS_LARGEST]
    return render(
        request, "news/news_sitemap.xml", {"articles": articles}, content_type="application/xml"
    )
