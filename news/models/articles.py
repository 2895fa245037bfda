import hashlib
import json

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from contacts.models import PressContact
from ijmsite.photos.models import Photo, not_a_file_name
from ijmsite.staff.once import PageKeyField
from ijmsite.web.language import in_language, language_said

from ..body import BodyField
from ..figures import photo_ids
from .indexes import INDEXES
from .querysets import ArticleQuerySet
from .records import Records, RecordsManager

# What could harm a survivor: asked of every article before readers see it.
SURVIVOR_QUESTIONS = ["survivor_name", "survivor_place", "survivor_face", "survivor_case"]


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

    local_name = in_language("name")
    local_description = in_language("description")
    name_language = language_said("name")
    description_language = language_said("description")


class Article(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class SurvivorAnswer(models.TextChoices):
        NO = "no", _("No")
        CONSENTED = "consented", _("Yes, and the consent is recorded")

    headline = models.CharField(_("headline"), max_length=160)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=[("en", _("English")), ("fr", _("French"))],
        default="en",
    )
    # The later of two versions names the earlier one; `twin` answers from either side.
    translation_of = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("translation of"),
        related_name="translated_as",
        help_text=_("The same article in the other language: readers switch between the two."),
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
    content_note = models.CharField(
        _("content note"),
        max_length=300,
        blank=True,
        help_text=_(
            "What may be hard to read, above the text, with help lines: “This article describes "
            "the abuse of a child.” Feeds have it too; descriptions, social cards and search "
            "results do not."
        ),
    )
    body = BodyField(_("text"), blank=True)
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, verbose_name=_("photo"), related_name="+"
    )
    # In the language of the article. Either this or "decorative", before readers see it.
    photo_alt = models.CharField(
        _("alternative text here"),
        max_length=250,
        blank=True,
        validators=[not_a_file_name],
        help_text=_("What the picture tells in this story, for people who do not see it."),
    )
    photo_is_decorative = models.BooleanField(
        _("the picture is decorative"),
        default=False,
        help_text=_("It adds nothing to the words: screen readers pass over it."),
    )
    # The photos inside the text; `services.index_photos` keeps it true.
    body_photos = models.ManyToManyField(
        Photo, through="ArticlePhoto", editable=False, related_name="+"
    )
    topics = models.ManyToManyField(Topic, blank=True, verbose_name=_("topics"))
    related_by_hand = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        verbose_name=_("related articles"),
        related_name="+",
        help_text=_("Shown first below the article; the rest is chosen by topic and date."),
    )
    press_contact = models.ForeignKey(
        PressContact, models.SET_NULL, null=True, blank=True, verbose_name=_("press contact")
    )
    # These four are the `SURVIVOR_QUESTIONS`.
    survivor_name = models.CharField(
        _("Does it give a survivor's full name?"), max_length=10, choices=SurvivorAnswer, blank=True
    )
    survivor_place = models.CharField(
        _("Does it say where a survivor is, closer than the country?"),
        max_length=10,
        choices=SurvivorAnswer,
        blank=True,
    )
    survivor_face = models.CharField(
        _("Does it show a survivor's face?"), max_length=10, choices=SurvivorAnswer, blank=True
    )
    survivor_case = models.CharField(
        _("Does it tell details of a survivor's case?"),
        max_length=10,
        choices=SurvivorAnswer,
        blank=True,
    )
    survivor_consent = models.CharField(
        _("where the consent is recorded"),
        max_length=200,
        blank=True,
        help_text=_("A reference such as a file number, never a name."),
    )
    approvals_required = models.PositiveSmallIntegerField(
        _("approvals it needs"),
        default=0,
        validators=[MaxValueValidator(5)],
        help_text=_("How many reviewers must approve this very text by reading link."),
    )
    is_sample = models.BooleanField(_("is a sample"), default=False, editable=False)
    # The address that the article had on another site, where it was imported from one.
    imported_from = models.CharField(max_length=500, blank=True, editable=False)
    # Of the file that it was imported from.
    imported_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    page_key = PageKeyField()

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    unpublish_at = models.DateTimeField(_("take down at"), null=True, blank=True)
    # Where readers of a withdrawn article are sent; None answers 410.
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("replaced by"),
        related_name="+",
    )
    # When the last correction was made; an edit that is minor does not count.
    revised_at = models.DateTimeField(_("updated"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = ArticleQuerySet.as_manager()
    history = Records(
        m2m_fields=["topics", "related_by_hand"],
        excluded_fields=["created_at", "saved_at", "page_key"],
        history_manager=RecordsManager,
    )

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
        indexes = INDEXES

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        return reverse("news:article_detail", args=[self.slug])

    @property
    def public_url(self):
        """Return the one full address by which the article is known, in its own language."""
        with override(self.language):
            return settings.SITE_URL + self.get_absolute_url()

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

    @property
    def shown_photo(self):
        """Return the picture on top, or None where there is none that may be shown now."""
        photo = self.photo
        return photo if photo and photo.is_usable else None

    @property
    def twin(self):
        """Return the same article in the other language, whatever its state, or None."""
        return self.translation_of or getattr(self, "translated_as", None)

    @property
    def public_twin(self):
        """Return the same article in the other language where readers can see it, or None."""
        twin = self.twin
        return twin if twin and twin.is_published else None

    @property
    def versions(self):
        """Return the article and its public twin, the English one first; none without a twin."""
        return self.versions_with(self.public_twin)

    def versions_with(self, twin):
        """Return what `versions` does, where the public twin is known already."""
        return sorted([self, twin] if twin else [], key=lambda article: article.language)

    @property
    def alt(self):
        """Return what stands for the picture on top in this article; "" where it is decorative."""
        return "" if self.photo_is_decorative else self.photo_alt

    @property
    def fingerprint(self):
        """Return a digest of all that readers read: what is approved is exactly this."""
        read = [self.language, self.headline, self.standfirst, self.dateline, self.byline]
        read += [self.body, str(self.photo_id or ""), self.photo_alt, self.photo_is_decorative]
        shown = photo_ids(self.body) | ({self.photo_id} - {None})
        photos = Photo.objects.filter(pk__in=shown).order_by("pk") if shown else []
        read += [[photo.caption, photo.caption_fr, photo.credit] for photo in photos]
        # Only where there is one, so that what was approved before stays approved.
        read += [self.content_note] if self.content_note else []
        return hashlib.sha256(json.dumps(read).encode()).hexdigest()


class ArticlePhotoManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("photo")


class ArticlePhoto(models.Model):
    """A photo inside the text of an article: it is not deleted while the text shows it."""

    article = models.ForeignKey(Article, models.CASCADE)
    photo = models.ForeignKey(Photo, models.PROTECT)

    objects = ArticlePhotoManager()

    class Meta:
        # For the pages of the admin that name many of them.
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["article", "photo"], name="article_photo_once")
        ]

    def __str__(self):
        return f"{self.article}: {self.photo}"


class Correction(models.Model):
    """What was wrong in a published article, as readers are told. It is never edited."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections")
    note = models.TextField(_("correction"), max_length=500)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at", "-id"]

    def __str__(self):
        return self.note
