from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.generic import DetailView, TemplateView

from contacts.models import PressContact
from ijmsite.pages.titles import Title

from .addresses import send_on
from .filters import ArticleFilterForm
from .found import suggestion
from .models import Article
from .paging import NewsPage, ResultsPage
from .plain import blocks
from .related import related_to
from .search import MAX_FOUND
from .structured import news_article


class ArticleListView(TemplateView):
    """The news, newest first, or what a search among them has found, the best first."""

    http_method_names = ["get", "head", "options"]
    template_name = "news/article_list.html"

    def get(self, request, *args, **kwargs):
        self.filters = ArticleFilterForm(request.GET)
        self.topic = self.filters.topics.get(kwargs["slug"]) if kwargs else None
        if kwargs and not self.topic:
            raise Http404
        # Lists had numbers once, which named other articles every week.
        if "page" in request.GET and "q" not in self.filters.chosen:
            topic = None if kwargs else self.filters.chosen.get("topic")
            path = topic.get_absolute_url() if topic else request.path
            return HttpResponsePermanentRedirect(self.filters.address(path))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        topic = self.topic or self.filters.chosen.get("topic")
        articles = self.filters.narrow(Article.objects.published())
        articles = articles.about([self.topic]) if self.topic else articles
        asked = self.filters.chosen.get("q")
        found = self.searched(articles, asked) if asked else self.listed(articles)
        return super().get_context_data(
            filters=self.filters,
            topics=self.filters.topics.values(),
            topic=topic,
            asked=asked,
            list_path=topic.get_absolute_url() if topic else reverse("news:article_list"),
            **found,
            **kwargs,
        )

    @property
    def is_in_any_language(self):
        return "language" not in self.filters.chosen

    def listed(self, articles):
        articles = articles.in_frame(get_language()) if self.is_in_any_language else articles
        page = NewsPage(articles, self.request.GET.get("before", ""))
        # Nobody is told how many there are in all, so nobody counts them.
        if not self.filters.chosen:
            return {"page": page}
        is_whole = page.is_first and not page.has_older
        count = len(page.articles) if is_whole else articles.capped_count()
        return {"page": page, "count": count, "has_more": count > MAX_FOUND}

    def searched(self, articles, asked):
        language = get_language()
        articles = articles.left_in(language) if self.is_in_any_language else articles
        keys, has_more = articles.found(asked, language)
        ranked = articles.ranked(keys, asked, language).select_related("photo")
        page = ResultsPage(ranked, len(keys), self.request.GET.get("page", "1"))
        context = {"page": page, "count": len(keys), "has_more": has_more}
        if not keys and (meant := suggestion(articles, asked)):
            context |= {"meant": meant, "meant_query": self.filters.query_for(meant)}
        return context


class TopicDetailView(ArticleListView):
    template_name = "news/topic_detail.html"


def paths_of(article, view_name):
    """Return where the story stands in each language: its twin, or else itself."""
    versions = {language: article for language, _name in settings.LANGUAGES}
    versions |= {version.language: version for version in article.versions}
    found = {}
    for language, version in versions.items():
        with override(language):
            found[language] = reverse(view_name, args=[version.slug])
    return found


def title(article):
    """Return what the inquiry form says of the article that it is asked about."""
    paths = paths_of(article, "news:article_detail")
    return Title(article.headline, article.language, article.press_contact_id, paths)


class ArticleView(DetailView):
    """One article, in any form."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        try:
            self.object = self.get_object()
        except Http404:
            # What was public once leads on from here, or is gone.
            return send_on(request, get_object_or_404(Article.objects.gone(), **kwargs))
        return self.render_to_response(self.get_context_data())

    def get_queryset(self):
        return Article.objects.published().select_related("photo", "press_contact")

    def get_context_data(self, **kwargs):
        article = self.object
        return super().get_context_data(
            corrections=article.corrections.all(),
            twin=article.public_twin,
            paths=paths_of(article, self.request.resolver_match.view_name),
            is_in_other_frame=article.language != get_language(),
            **kwargs,
        )


class ArticleDetailView(ArticleView):
    @classmethod
    def title_of(cls, slug):
        """Return the headline of the published article `slug` (see `pages.titles`)."""
        found = Article.objects.published().defer("body").filter(slug=slug).first()
        return title(found) if found else Title()

    def get_queryset(self):
        return super().get_queryset().prefetch_related("topics", "corrections")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            related=[related.article for related in related_to(self.object, get_language())],
            structured=news_article(self.object),
            about=title(self.object),
            **kwargs,
        )


class ArticleTextView(ArticleView):
    """The article as plain text, to be lifted into a report."""

    template_name = "news/article_text.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            blocks=blocks(self.object.body, self.object.language),
            press_contact=PressContact.objects.shown(self.object.press_contact),
            **kwargs,
        )
