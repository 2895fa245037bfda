from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import DetailView, ListView

from contacts.models import PressContact

from .addresses import send_on
from .filters import ArticleFilterForm
from .models import Article, Topic
from .plain import blocks
from .related import related_to
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
        return articles.filter(topics=self.topic) if self.topic else articles

    def get_context_data(self, **kwargs):
        topic = self.topic or self.filters.chosen.get("topic")
        return super().get_context_data(
            filters=self.filters,
            topic=topic,
            list_path=topic.get_absolute_url() if topic else reverse("news:article_list"),
            **kwargs,
        )


class TopicDetailView(ArticleListView):
    template_name = "news/topic_detail.html"

    def get_queryset(self):
        self.topic = get_object_or_404(Topic, slug=self.kwargs["slug"])
        return super().get_queryset()


class ArticleView(PublishedArticlesMixin, DetailView):
    """One article, in any form."""

    def get(self, request, *args, **kwargs):
        gone = Article.objects.gone().filter(slug=kwargs["slug"]).first()
        return send_on(request, gone) if gone else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(corrections=self.object.corrections.all(), **kwargs)


class ArticleDetailView(ArticleView):
    @classmethod
    def title_of(cls, slug):
        """Return the headline of the published article `slug`, or "" (see `pages.titles`)."""
        return (
            Article.objects.published().filter(slug=slug).values_list("headline", flat=True).first()
            or ""
        )

    def get_queryset(self):
        return super().get_queryset().prefetch_related("topics", "corrections")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            related=[related.article for related in related_to(self.object)],
            structured=news_article(self.object),
            **kwargs,
        )


class ArticleTextView(ArticleView):
    """The article as plain text, to be lifted into a report."""

    template_name = "news/article_text.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            blocks=blocks(self.object.body, self.object.language),
            press_contact=PressContact.objects.on_duty(self.object.press_contact),
            **kwargs,
        )
