"""What search engines are told to read: every public page, and the news of two days."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ijmsite.web.etags import with_etag

from .models import Article

# What the protocol allows in one file, less the pages beside the articles.
LARGEST = 50_000 - 1_000
# What search engines take as news.
NEWS_LASTS = timedelta(hours=48)
NEWS_LARGEST = 1_000


@require_safe
@cache_control(no_cache=True)
@with_etag
def sitemap(request: HttpRequest, pages: Iterable[str | tuple[str, ...]]) -> HttpResponse:
    """List the articles, the topics, and `pages`, the names of all other public pages.

    A page whose address needs more is a tuple of its name and that.

    Articles alone know when they changed; every other page has no date, rather than a wrong one.
    """
    read = ["slug", "language", "status", "publish_at", "unpublish_at", "revised_at"]
    twins = [f"{twin}__{name}" for twin in ("translation_of", "translated_as") for name in read]
    articles = Article.objects.published().with_twins().only(*read, "translation_of_id", *twins)
    named = ([page] if isinstance(page, str) else page for page in pages)
    others = (entry for page in named for entry in in_each_language(*page))
    listed = {"articles": articles[:LARGEST], "pages": [*news_pages(), *others]}
    return render(request, "news/sitemap.xml", listed, content_type="application/xml")


def news_pages() -> Iterable[dict]:
    """Yield the pages that show lists of articles."""
    for name in ("pages:home", "news:article_list"):
        yield from in_each_language(name)
    listed = Article.objects.published().order_by("topics__slug").exclude(topics=None)
    for slug in listed.values_list("topics__slug", flat=True).distinct():
        yield from in_each_language("news:topic_detail", slug)


def in_each_language(name: str, *args: str) -> Iterable[dict]:
    twins = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            twins[language] = settings.SITE_URL + reverse(name, args=args)
    for address in twins.values():
        yield {"address": address, "twins": twins}


@require_safe
@cache_control(no_cache=True)
@with_etag
def news_sitemap(request: HttpRequest) -> HttpResponse:
    since = timezone.now() - NEWS_LASTS
    articles = Article.objects.published().filter(publish_at__gt=since)[:NEWS_LARGEST]
    return render(
        request, "news/news_sitemap.xml", {"articles": articles}, content_type="application/xml"
    )
