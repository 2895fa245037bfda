from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.generic import DetailView, ListView

from contacts.models import PressContact
from ijmsite.pages.titles import Title

from .addresses import send_on
from .filters import ArticleFilterForm
from .found import suggestion
from .models import Article, Topic
from .plain import blocks
from .related import related_to
from .search import MAX_FOUND
from .structured import news_article


class PublishedArticlesMixin:
    """Show the public only what is published."""

    http_method_names = ["get", "head", "options"]

    def get_queryset(self):
        return Article.objects.published().select_related("photo", "press_contact")


class ArticleListView(PublishedArticlesMixin, ListView):
    paginate_by = 12
    topic = None

    def get_queryset(self):
        self.filters = ArticleFilterForm(self.request.GET)
        articles = self.filters.narrow(super().get_queryset())
        articles = articles.filter(topics=self.topic) if self.topic else articles
        language, is_chosen = get_language(), "language" in self.filters.chosen
        if query := self.filters.chosen.get("q"):
            self.searched = articles if is_chosen else articles.left_in(language)
            return self.searched.search(query, language)
        return articles if is_chosen else articles.in_frame(language)

    def get_context_data(self, **kwargs):
        topic = self.topic or self.filters.chosen.get("topic")
        context = super().get_context_data(
            filters=self.filters,
            topic=topic,
            list_path=topic.get_absolute_url() if topic else reverse("news:article_list"),
            **kwargs,
        )
        query = self.filters.chosen.get("q")
        count = context["paginator"].count
        if query and not count and (meant := suggestion(self.searched, query)):
            context |= {"meant": meant, "meant_query": self.filters.query_for(meant)}
        return context | {"asked": query, "has_more": bool(query) and count > MAX_FOUND}


class TopicDetailView(ArticleListView):
    template_name = "news/topic_detail.html"

    def get_queryset(self):
        self.topic = get_object_or_404(Topic, slug=self.kwargs["slug"])
        return super().get_queryset()


def paths_of(article, view_name):
    """Return where the story stands in each language: its twin, or else itself."""
    versions = {language: article for language, _name in settings.LANGUAGES}
    versions |= {version.language: version for version in article.versions}
    found = {}
    for language, version in versions.items():
        with override(language):
            found[language] = reverse(view_name, args=[version.slug])
    return found


class ArticleView(PublishedArticlesMixin, DetailView):
    """One article, in any form."""

    def get(self, request, *args, **kwargs):
        gone = Article.objects.gone().filter(slug=kwargs["slug"]).first()
        return send_on(request, gone) if gone else super().get(request, *args, **kwargs)

    def get_queryset(self):
        return super().get_queryset().with_twins()

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
        found = Article.objects.published().with_twins().defer("body").filter(slug=slug).first()
        if found is None:
            return Title()
        paths = paths_of(found, "news:article_detail")
        return Title(found.headline, found.language, found.press_contact_id, paths)

    def get_queryset(self):
        return super().get_queryset().prefetch_related("topics", "corrections")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            related=[related.article for related in related_to(self.object, get_language())],
            structured=news_article(self.object),
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
