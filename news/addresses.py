"""Where articles are found, and were found once: a former address leads on for ever, in one hop."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.text import slugify

from .models import Article, Redirect

LONGEST = Redirect._meta.get_field("path").max_length
# A withdrawn article may name another one that was withdrawn later, and so on: a bound for the
# queries of one page.
MAX_HOPS = 20


def stored_path(address: str) -> str:
    """Return how `Redirect.path` writes an address: decoded, without host, /fr and fragment.

    The query stays: many an old site had "/index.php?id=7".
    """
    parts = urlsplit(address)
    path = without_language(unquote(parts.path) or "/")
    return f"{path}?{parts.query}" if parts.query else path


def without_language(path):
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE and (path == f"/{code}" or path.startswith(f"/{code}/")):
            return path.removeprefix(f"/{code}") or "/"
    return path


def article_path(slug: str) -> str:
    """Return the address of an article as `Redirect.path` writes it."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("news:article_detail", args=[slug])


def slug_of(path: str) -> str | None:
    """Return the slug of an article's address; None where it is another kind of address."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return match.kwargs["slug"] if match.view_name == "news:article_detail" else None


# Which addresses are free


def is_a_page(slug: str) -> bool:
    """Return whether the address would be that of another page, such as the feed."""
    with translation.override(settings.LANGUAGE_CODE):
        return resolve(article_path(slug)).view_name != "news:article_detail"


def former_owner(slug: str, besides: Article | None = None) -> Article | None:
    """Return the article other than `besides` that readers still look for at this address."""
    at = Redirect.objects.filter(path__in=both_ways(article_path(slug)))
    others = at.exclude(article=besides) if besides and besides.pk else at
    found = others.select_related("article").first()
    return found.article if found else None


def is_free(slug: str) -> bool:
    """Return whether a new article may have this address."""
    is_taken = Article.objects.filter(slug=slug).exists() or former_owner(slug) or is_a_page(slug)
    return not is_taken


def taken_slugs(beginning: str) -> set[str]:
    """Return the slugs with this beginning that articles have, or had."""
    former = Redirect.objects.filter(path__startswith=article_path(beginning).rstrip("/"))
    slugs = {path.rstrip("/").rpartition("/")[2] for path in former.values_list("path", flat=True)}
    return slugs | set(
        Article.objects.filter(slug__startswith=beginning).values_list("slug", flat=True)
    )


def free_slug(headline: str) -> str:
    slug = slugify(headline)[:90].strip("-") or "article"
    taken = taken_slugs(slug)
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 4))
    return next(s for s in (slug, *numbered) if s not in taken and not is_a_page(s))


# Where readers are sent


def final(article: Article) -> Article | None:
    """Return the article that readers of `article` get: itself, or its last successor, or None."""
    seen = set()
    while not article.is_published:
        # What never was public is told to nobody.
        if not article.was_public or article.pk in seen or len(seen) == MAX_HOPS:
            return None
        seen.add(article.pk)
        if article.successor is None:
            return None
        article = article.successor
    return article


def send_on(request, article: Article):
    """Answer for an address of `article` that is not, or no longer, its page.

    A redirect to what readers are sent to, or 410 without headline or picture.
    """
    target = final(article)
    if target is None:
        return render(request, "410.html", status=410)
    response = HttpResponsePermanentRedirect(page_of(target, article_match(request)))
    # A browser that keeps a redirect for ever would run in circles once an article moves back.
    response["Cache-Control"] = "no-cache"
    return response


def page_of(article, match):
    """Return the address of the same kind of page, such as the plain text, in this language."""
    return reverse(match.view_name if match else "news:article_detail", args=[article.slug])


def article_match(request):
    """Return the match of the address with a page of some article, or None."""
    try:
        # Without a slash at the end it is no page yet, and shall lead on in one hop all the same.
        match = request.resolver_match or resolve(f"{request.path_info}/")
    except Resolver404:
        return None
    is_page = match.view_name.startswith("news:article_") and list(match.kwargs) == ["slug"]
    return match if is_page else None


class FormerAddressMiddleware:
    """Look for a former address where the site knows no page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and request.method in {"GET", "HEAD"}:
            article = moved_from(request)
            if article and article.was_public:
                return send_on(request, article)
        return response


def moved_from(request):
    """Return the article that was at the address of `request`, or None; one query."""
    paths = [p for p in former_paths(request) if len(p) <= LONGEST and "\0" not in p]
    found = Redirect.objects.filter(path__in=paths).select_related("article") if paths else []
    owners = {former.path: former.article for former in found}
    return next((owners[path] for path in paths if path in owners), None)


def former_paths(request):
    """Return the ways in which the address may be written in `Redirect.path`, the closest first."""
    path = without_language(request.path_info)
    if path.startswith(("/admin/", settings.MEDIA_URL, settings.STATIC_URL)):
        return []
    match = article_match(request)
    paths = [article_path(match.kwargs["slug"])] if match else []
    paths += both_ways(path)
    query = request.META.get("QUERY_STRING", "")
    return [f"{p}?{query}" for p in paths if query] + paths


def both_ways(path):
    """Return a path with and without a slash at its end, as it is first."""
    bare = path.rstrip("/")
    return list(dict.fromkeys([path, f"{bare}/", bare]))
