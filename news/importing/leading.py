"""Let the address that a page had on its old site lead to the article."""

from django.urls import Resolver404, resolve
from django.utils import translation

from news.addresses import LONGEST, article_path, both_ways, stored_path
from news.models import Article, Redirect


def lead_here(article: Article, address: str) -> str:
    """Let the old address lead to the article, or return why it cannot."""
    if said := refusal(article, address):
        return said
    path = stored_path(address) if address else ""
    if path and article_path(article.slug) not in both_ways(path):
        Redirect.objects.get_or_create(path=path, defaults={"article": article})
    return ""


def refusal(article: Article, address: str) -> str:
    """Return why an old address cannot lead to the article, or ""."""
    if not address:
        return ""
    path = stored_path(address)
    if len(path) > LONGEST or not path.isprintable():
        return "The old address is one that this site cannot keep."
    owner = Redirect.objects.filter(path__in=both_ways(path)).exclude(article=article.pk).first()
    if owner:
        return f"The old address {path} already leads to “{owner.article}”."
    with translation.override("en"):
        try:
            match = resolve(path.partition("?")[0])
        except Resolver404:
            return ""
    slug = match.kwargs.get("slug")
    is_article = match.view_name == "news:article_detail"
    if is_article and not Article.objects.filter(slug=slug).exclude(pk=article.pk).exists():
        return ""
    return f"The old address {path} cannot lead to it: this site has another page there."
