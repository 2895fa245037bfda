from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.generic import DetailView, ListView

from .models import Article, Topic


class PublishedArticlesMixin:
    """Show the public only what is published."""

    http_method_names = ["get", "head", "options"]

    def get_queryset(self):
        return Article.objects.published().select_related("photo", "press_contact")


class ArticleListView(PublishedArticlesMixin, ListView):
    paginate_by = 12


class TopicDetailView(ArticleListView):
    template_name = "news/topic_detail.html"

    def get_queryset(self):
        self.topic = get_object_or_404(Topic, slug=self.kwargs["slug"])
        return super().get_queryset().filter(topics=self.topic)

    def get_context_data(self, **kwargs):
        return super().get_context_data(topic=self.topic, **kwargs)


class ArticleDetailView(PublishedArticlesMixin, DetailView):
    @classmethod
    def title_of(cls, slug):
        """Return the headline of the published article `slug`, or "" (see `pages.titles`)."""
        return (
            Article.objects.published().filter(slug=slug).values_list("headline", flat=True).first()
            or ""
        )

    def get(self, request, *args, **kwargs):
        # 410, without headline or picture, tells crawlers and readers that it will not return.
        if Article.objects.gone().filter(slug=kwargs["slug"]).exists():
            return TemplateResponse(request, "410.html", status=410)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(related=self.object.related(), **kwargs)
