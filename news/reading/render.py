"""The one way to show an article that is not public: in the public template, kept private."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import Article
from ..related import related_to


def render_unpublished(
    request: HttpRequest, article: Article, template: str, status: int = 200, **context
) -> HttpResponse:
    """Show `article`, saved or not, in `template`, which extends `news/reading/unpublished.html`.

    `reading_token` in the context lets pictures through that only the holder of a link may see.
    """
    related = [other.article for other in related_to(article)]
    context = {
        "article": article,
        "object": article,
        "related": related,
        "corrections": article.corrections.all(),
    } | context
    return keep_private(render(request, template, context, status=status))


def keep_private(response: HttpResponse) -> HttpResponse:
    """Ask everybody on the way to forget what they saw, and the page not to say where it is."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
