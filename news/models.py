from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.models import PressContact
from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Use

from .body import BodyField


class Topic(models.Model):
    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_fr = models.CharField(_("name in French"), max_length=60, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    description_fr = models.CharField(_("description in French"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self):
        return self.local_name

    def get_absolute_url(self):
        return reverse("news:topic_detail", args=[self.slug])

    @property
    def local_name(self):
        return (get_language() == "fr" and self.name_fr) or self.name

    @property
    def local_description(self):
        return (get_language() == "fr" and self.description_fr) or self.description


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        """Return the articles the public may read at `at` (default: now)."""
        at = at or timezone.now()
        live = self.filter(status=Article.Status.PUBLISHED, publish_at__lte=at)
        return live.filter(Q(unpublish_at=None) | Q(unpublish_at__gt=at))

    def scheduled(self, at=None):
        """Return the articles that will publish themselves after `at` (default: now)."""
        return self.filter(status=Article.Status.PUBLISHED, publish_at__gt=at or timezone.now())

    def gone(self, at=None):
        """Return the articles the public could read once, but not at `at` (default: now)."""
        at = at or timezone.now()
        expired = Q(status=Article.Status.PUBLISHED, unpublish_at__lte=at)
        return self.filter(Q(status=Article.Status.WITHDRAWN) | expired, publish_at__lte=at)


class Article(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    headline = models.CharField(_("headline"), max_length=160)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=[("en", _("English")), ("fr", _("French"))],
        default="en",
    )
    # A draft may be without them; `ArticleForm` asks for them before it publishes.
    standfirst = models.TextField(
        _("standfirst"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the headline."),
    )
    dateline = models.CharField(_("dateline"), max_length=80, blank=True, help_text=_("A place."))
    byline = models.CharField(_("byline"), max_length=120, blank=True)
    body = BodyField(_("text"), blank=True)
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, verbose_name=_("photo"), related_name="+"
    )
    topics = models.ManyToManyField(Topic, blank=True, verbose_name=_("topics"))
    press_contact = models.ForeignKey(
        PressContact, models.SET_NULL, null=True, blank=True, verbose_name=_("press contact")
    )
    is_sample = models.BooleanField(_("is a sample"), default=False, editable=False)

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    unpublish_at = models.DateTimeField(_("take down at"), null=True, blank=True)
    # When readers were last given a text that says something else; not every save.
    revised_at = models.DateTimeField(_("updated"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-publish_at", "-id"]
        permissions = [("publish_article", _("Can publish and withdraw articles"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["published", "withdrawn"]) | Q(publish_at__isnull=False),
                name="article_public_has_time",
                violation_error_message=_("A published article needs a time of publication."),
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at=None) | Q(unpublish_at__gt=models.F("publish_at")),
                name="article_ends_after_start",
                violation_error_message=_("It must be taken down after it is published."),
            ),
        ]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], name="article_newest"),
            # SQLite uses an index on a status only when the index carries the condition.
            models.Index(
                fields=["-publish_at", "-id"],
                condition=Q(status="published"),
                name="article_published_newest",
            ),
        ]

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        return reverse("news:article_detail", args=[self.slug])

    @property
    def is_published(self):
        now = timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and self.publish_at <= now
            and (self.unpublish_at is None or self.unpublish_at > now)
        )

    @property
    def is_scheduled(self):
        return self.status == self.Status.PUBLISHED and self.publish_at > timezone.now()

    @property
    def was_public(self):
        """Whether readers can see the article now, or could once."""
        public = self.status in {self.Status.PUBLISHED, self.Status.WITHDRAWN}
        return public and self.publish_at <= timezone.now()

    def related(self, limit=3):
        """Return up to `limit` published articles: shared topics first, then the newest."""
        others = Article.objects.published().filter(language=self.language).exclude(pk=self.pk)
        shared = models.Count("topics", filter=Q(topics__in=self.topics.all()))
        return (
            others.annotate(shared=shared)
            .select_related("photo")
            .order_by("-shared", "-publish_at", "-id")[:limit]
        )


def photo_use(photo):
    """Tell the photo library whether an article shows `photo` to the public."""
    articles = Article.objects.filter(photo=photo)
    if articles.published().exists():
        return Use.PUBLIC
    return Use.GONE if articles.gone().exists() else Use.NONE
