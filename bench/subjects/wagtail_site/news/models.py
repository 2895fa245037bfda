"""A news site as Wagtail's tutorial and its news template build one."""

from django.core.paginator import Paginator
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

PER_PAGE = 12


@register_snippet
class Banner(models.Model):
    text = models.CharField(max_length=200)
    is_shown = models.BooleanField(default=True)

    panels = [FieldPanel("text"), FieldPanel("is_shown")]

    def __str__(self):
        return self.text


class NewsIndexPage(Page):
    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["news.NewsPage"]

    def get_context(self, request):
        pages = NewsPage.objects.live().child_of(self).order_by("-first_published_at")
        shown = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request) | {"news_pages": shown}


class NewsPageTag(TaggedItemBase):
    content_object = ParentalKey("NewsPage", on_delete=models.CASCADE, related_name="tagged_items")


class NewsPage(Page):
    standfirst = models.TextField()
    body = RichTextField()
    tags = ClusterTaggableManager(through=NewsPageTag, blank=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("body"),
        FieldPanel("tags"),
        InlinePanel("related_pages", label="Related pages", max_num=3),
    ]
    parent_page_types = ["news.NewsIndexPage"]


class RelatedPage(Orderable):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="related_pages")
    other = models.ForeignKey(NewsPage, models.CASCADE, related_name="+")

    panels = [PageChooserPanel("other")]

    def __str__(self):
        return str(self.other)
