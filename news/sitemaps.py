"""What search engines are told to read: every public page, and the news of two days."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ijmsite.web.etags import with_etag

from .models import Article, Topic

# The protocol allows 50,000 addresses in one file, which would take seconds to make.
LARGEST = 2_000
# What search engines take as news.
NEWS_LASTS = timedelta(hours=48)
NEWS_LARGEST = 1_000


@require_safe
@cache_control(no_cache=True)
@with_etag
def sitemap(request: HttpRequest, pages: Iterable[str | tuple[str, ...]]) -> HttpResponse:
    """List the articles, the topics, and `pages`, the names of all other public pages.

    A page whose address needs more is a tuple of its name and that. Where there are more articles
    than one file holds, it lists the files instead: the pages in file 0, and in each other one
    the articles of so many keys, so that an old file never changes.
    """
    if Article.objects.published().order_by()[: LARGEST + 1].count() <= LARGEST:
        return sitemap_of(request, listed_articles(), all_pages(pages))
    files = [settings.SITE_URL + reverse("sitemap_part", args=[part]) for part in (0, *parts())]
    return render(request, "news/sitemap_index.xml", {"files": files}, "application/xml")


@require_safe
@cache_control(no_cache=True)
@with_etag
def sitemap_part(
    request: HttpRequest, part: int, pages: Iterable[str | tuple[str, ...]]
) -> HttpResponse:
    """List the pages, as part 0, or the articles of one part; 404 where there are none."""
    if part == 0:
        return sitemap_of(request, [], all_pages(pages))
    articles = listed_articles().filter(in_part(part)).order_by("pk")
    if not articles:
        raise Http404
    return sitemap_of(request, articles, [])


def listed_articles() -> QuerySet[Article]:
    read = ["slug", "language", "status", "publish_at", "unpublish_at", "revised_at"]
    twins = [f"{twin}__{name}" for twin in ("translation_of", "translated_as") for name in read]
    return Article.objects.published().with_twins().only(*read, "translation_of_id", *twins)


def in_part(number: int) -> Q:
    return Q(pk__gt=(number - 1) * LARGEST, pk__lte=number * LARGEST)


def parts() -> list[int]:
    """Return the numbers of the parts that have articles; two questions however many they are."""
    published = Article.objects.published()
    numbers = range(1, -(-published.last_key() // LARGEST) + 1)
    some = [Exists(published.filter(in_part(number)).order_by()) for number in numbers]
    has = published.values_list(*some)[0]
    return [number for number, has_any in zip(numbers, has, strict=True) if has_any]


def sitemap_of(
    request: HttpRequest, articles: Iterable[Article], pages: Iterable[dict]
) -> HttpResponse:
    """Articles alone know when they changed; others have no date, rather than a wrong one."""
    listed = {"articles": articles, "pages": pages}
    return render(request, "news/sitemap.xml", listed, content_type="application/xml")


def all_pages(names: Iterable[str | tuple[str, ...]]) -> Iterable[dict]:
    yield from news_pages()
    for page in names:
        yield from in_each_language(*([page] if isinstance(page, str) else page))


def news_pages() -> Iterable[dict]:
    """Yield the pages that show lists of articles."""
    for name in ("pages:home", "news:article_list"):
        yield from in_each_language(name)
    listed = Article.objects.published().filter(topics=OuterRef("pk")).order_by()
    slugs = Topic.objects.filter(Exists(listed)).order_by("slug").values_list("slug", flat=True)
    for slug in slugs:
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
