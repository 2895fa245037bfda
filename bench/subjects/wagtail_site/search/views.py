"""The search of `wagtail start`, among the articles, newest first as ours, and with their cards.

By relevance, Wagtail asks SQLite for the score of each page in a query of its own, which looks
through all that is found: with so many pages an answer would take minutes.
"""

from django.core.paginator import Paginator
from django.template.response import TemplateResponse

from news.forms import Finder
from news.models import PER_PAGE, NewsPage, listing


def search(request):
    asked = request.GET.get("query", "")
    found = NewsPage.objects.none()
    if asked:
        pages = NewsPage.objects.live().order_by("-first_published_at").with_pictures()
        found = pages.search(asked, order_by_relevance=False)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    finder = Finder(auto_id="filter_%s", initial={"query": asked})
    context = {"asked": asked, **listing(shown, finder)}
    return TemplateResponse(request, "search/search.html", context)
