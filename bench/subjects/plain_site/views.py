from django.db.models import Q
from django.views.generic import DetailView, ListView

from .models import Article, Banner


class PublishedMixin:
    def get_queryset(self):
        return Article.objects.published().prefetch_related("topics")

    def get_context_data(self, **kwargs):
        banner = Banner.objects.filter(is_shown=True).first()
        return super().get_context_data(banner=banner, **kwargs)


class ArticleListView(PublishedMixin, ListView):
    paginate_by = 12

    def get_queryset(self):
        articles, query = super().get_queryset(), self.request.GET.get("q")
        if not query:
            return articles
        found = Q(headline__icontains=query) | Q(body__icontains=query)
        return articles.filter(found)


class ArticleDetailView(PublishedMixin, DetailView):
    def get_context_data(self, **kwargs):
        article = self.object
        others = Article.objects.published().exclude(pk=article.pk)
        related = others.filter(topics__in=article.topics.all()).distinct()[:3]
        return super().get_context_data(related=related, **kwargs)
