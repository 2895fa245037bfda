"""A news site as Wagtail's tutorial and its news template build one, with the blocks of ours."""

from django.core.paginator import Paginator
from django.db import models
from django.templatetags.static import static
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.images.models import Filter
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from .forms import Finder, InquiryForm, SignupForm

PER_PAGE = 12
# As `{% picture %}` in the templates asks for them.
RENDITIONS = Filter.expand_spec(["format-{avif,webp,jpeg}", "width-{400,800,1200,1600}"])
CARD = "fill-1200x630|format-jpeg"
FORMATS = ["fill-1200x1200|format-jpeg", "fill-1200x900|format-jpeg", "fill-1200x675|format-jpeg"]
NEWSROOM = "IJM Canada"


class BannerQuerySet(models.QuerySet):
    def shown(self, now):
        return self.filter(starts_at__lte=now, ends_at__gt=now).order_by("-starts_at")


@register_snippet
class Banner(models.Model):
    headline = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    link = models.URLField()
    terms = models.URLField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BannerQuerySet.as_manager()
    panels = [
        FieldPanel(name) for name in ("headline", "text", "link", "terms", "starts_at", "ends_at")
    ]

    def __str__(self):
        return self.headline


@register_snippet
class HelpLine(models.Model):
    country = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    website = models.URLField()
    hours = models.CharField(max_length=120)

    panels = [FieldPanel(name) for name in ("country", "name", "phone", "website", "hours")]

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def dialled(self):
        return self.phone.replace("-", "")


@register_snippet
class PressContact(models.Model):
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    extension = models.CharField(max_length=10)
    after_hours = models.CharField(max_length=40)

    panels = [FieldPanel(name) for name in ("name", "title", "phone", "extension", "after_hours")]

    def __str__(self):
        return self.name

    @property
    def tel_uri(self):
        return f"tel:+1{self.phone.replace('.', '')};ext={self.extension}"

    @property
    def after_hours_uri(self):
        return f"tel:+1{self.after_hours.replace('.', '')}"


class NewsIndexPage(Page):
    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["news.NewsPage"]

    def get_template(self, request):
        return "news/search.html" if request.GET.get("query") else super().get_template(request)

    def get_context(self, request):
        pages = NewsPage.objects.live().order_by("-first_published_at").with_pictures()
        asked = request.GET.get("query", "")
        # A cheaper search than `wagtail start` ships at /search/, which orders by relevance.
        pages = pages.search(asked, order_by_relevance=False) if asked else pages.child_of(self)
        shown = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
        finder = Finder(auto_id="filter_%s", initial={"query": asked})
        return super().get_context(request) | {"asked": asked, **listing(shown, finder)}


def listing(shown, finder):
    """Return what a list of pages and the form above it need."""
    return {"news_pages": shown, "finder": finder, "topics": Tag.objects.order_by("name")}


class NewsPageTag(TaggedItemBase):
    content_object = ParentalKey("NewsPage", on_delete=models.CASCADE, related_name="tagged_items")


class NewsPageQuerySet(PageQuerySet):
    def with_pictures(self):
        images = get_image_model().objects.prefetch_renditions(*RENDITIONS)
        return self.prefetch_related(models.Prefetch("photo", queryset=images))


class NewsPage(Page):
    standfirst = models.TextField()
    language = models.CharField(max_length=2, default="en")
    dateline = models.CharField(max_length=80, blank=True)
    byline = models.CharField(max_length=80, blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    photo_caption = models.CharField(max_length=200, blank=True)
    photo_credit = models.CharField(max_length=80, blank=True)
    body = RichTextField()
    press_contact = models.ForeignKey(
        PressContact, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    tags = ClusterTaggableManager(through=NewsPageTag, blank=True)

    objects = PageManager.from_queryset(NewsPageQuerySet)()
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    content_panels = [
        *Page.content_panels,
        *map(FieldPanel, ["standfirst", "language", "dateline", "byline"]),
        *map(FieldPanel, ["photo", "photo_caption", "photo_credit", "body"]),
        *map(FieldPanel, ["press_contact", "tags"]),
        InlinePanel("corrections", label="Corrections"),
        InlinePanel("related_pages", label="Related pages", max_num=3),
    ]
    parent_page_types = ["news.NewsIndexPage"]

    def get_context(self, request):
        related = NewsPage.objects.live().filter(related_from__page=self)
        address = self.get_full_url(request)
        pictures = self.photo.get_renditions(CARD, *FORMATS) if self.photo else {}
        context = {
            "address": address,
            "card": pictures.get(CARD),
            "topics": list(self.tags.all()),
            "corrections": list(self.corrections.all()),
            "related": related.order_by("related_from__sort_order").with_pictures(),
            "inquiry_form": InquiryForm(auto_id="inquiry_%s", initial={"article": request.path}),
            "signup_form": SignupForm(auto_id="signup_%s"),
        }
        root = address.removesuffix(self.get_url(request))
        context["structured"] = self.structured(
            root, [pictures[name].full_url for name in FORMATS if pictures], **context
        )
        return super().get_context(request) | context

    def structured(self, root, pictures, *, address, topics, corrections, **_rest):
        """Return what search engines read about the article."""
        logo = {"@type": "ImageObject", "url": f"{root}{static('ijmsite/icon.png')}"}
        publisher = {
            "@type": "NGO",
            "@id": f"{root}/#organization",
            "name": NEWSROOM,
            "url": f"{root}/",
            "logo": logo | {"width": 180, "height": 180},
        }
        return {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": address,
            "url": address,
            "headline": self.title,
            "description": self.standfirst,
            "inLanguage": self.language,
            "datePublished": self.first_published_at.isoformat(),
            "dateModified": self.last_published_at.isoformat(),
            "author": publisher,
            "publisher": publisher,
            "isAccessibleForFree": True,
            "image": pictures,
            "dateline": self.dateline,
            "articleSection": [topic.name for topic in topics],
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "text": correction.note,
                    "datePublished": correction.made_at.isoformat(),
                }
                for correction in corrections
            ],
        }


class RelatedPage(Orderable):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="related_pages")
    other = models.ForeignKey(NewsPage, models.CASCADE, related_name="related_from")

    panels = [PageChooserPanel("other")]

    def __str__(self):
        return str(self.other)


class Correction(Orderable):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="corrections")
    note = models.TextField()
    made_at = models.DateTimeField()

    panels = [FieldPanel("note"), FieldPanel("made_at")]

    def __str__(self):
        return self.note
