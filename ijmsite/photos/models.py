import logging
import re
import uuid
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.once import PageKeyField
from ijmsite.web.language import in_language, language_said
from ijmsite.web.starts import Start

logger = logging.getLogger(__name__)

# How long before its end a consent stands on the desk.
WARNING = timedelta(days=30)

FILE_NAME = re.compile(
    r"""(\S+|.*[\\/].*)\.(jpe?g|png|webp|gif|tiff?|heic|avif|svg|bmp)  # harbour.jpg
    | (img|dscn?|dscf|pxl|p|photo|image|picture|screenshot)[-_ ]?\d[-_\d]*  # IMG_1234
    """,
    re.IGNORECASE | re.VERBOSE,
)


def not_a_file_name(value):
    """Refuse an alternative text that tells a blind reader nothing."""
    if FILE_NAME.fullmatch(value.strip()):
        raise ValidationError(
            _("This is the name of a file. Please write what the picture shows."),
            code="file_name",
        )


def remove_files(names, directory):
    """Delete files from the storage; files that are gone already are no error.

    What the storage does not delete is noted, and stays where no page leads to it: whoever calls
    is done with the row, and could do nothing about it.
    """
    try:
        for name in names:
            default_storage.delete(name)
    except OSError:
        logger.exception("Files are left behind in %s of the storage.", directory)
        return
    # A disk has directories, which may hold other files; a bucket has nothing to delete here.
    with suppress(OSError):
        default_storage.delete(directory)


def lacks_consent():
    """Return the condition that nobody said that the people agree, or where that is kept."""
    proof_missing = Q(consent_reference="") & ~Q(consent_scope=Photo.Scope.NOT_NEEDED)
    return Q(consent_scope="") | proof_missing


class PhotoQuerySet(models.QuerySet):
    def usable(self, on=None):
        """Return the photos that may be shown on the day `on` (default: today in the office)."""
        on = on or timezone.localdate()
        return self.filter(
            Q(consent_expires_on=None) | Q(consent_expires_on__gte=on), consent_withdrawn_at=None
        )

    def expiring(self, on=None):
        """Return the usable photos whose consent ends within `WARNING` days."""
        on = on or timezone.localdate()
        ends_soon = self.filter(consent_expires_on__range=(on, on + WARNING))
        return ends_soon.filter(consent_withdrawn_at=None)

    def ended(self, on=None):
        """Return the photos whose consent was withdrawn, or has ended by the day `on`."""
        expired = Q(consent_expires_on__lt=on or timezone.localdate())
        return self.filter(expired | Q(consent_withdrawn_at__isnull=False))

    def for_press(self, on=None):
        """Return the photos that journalists may take from the press page, newest first."""
        approved = self.usable(on).filter(in_press_kit=True).exclude(lacks_consent())
        return approved.exclude(consent_scope=Photo.Scope.STORY).order_by("-uploaded_at", "id")

    def lacking_consent(self):
        """Return the photos of which nobody said that the people agree, or where that is kept."""
        return self.filter(lacks_consent())


class Photo(models.Model):
    """A picture of the library; what is stored is never the uploaded file (see `safety`)."""

    class Scope(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Not needed: nobody in it can be recognized")
        STORY = "story", _("For one story only")
        NEWS = "news", _("For our news")
        ALL = "all", _("For our news, fundraising and print")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120, help_text=_("Shown to staff only."))
    # Random, and not the id: the address of a picture tells nothing and cannot be guessed.
    directory = models.CharField(max_length=36, unique=True, editable=False)
    file = models.FileField(_("file"), editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    # The files beside `file`: {"name", "format", "role", "width", "height", "size"}, the size in
    # bytes, where the role is "picture", "card" for the crop that is shown where an article is
    # shared, or "1x1", "4x3", "16x9" for the other crops.
    renditions = models.JSONField(default=list, editable=False)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, across"),
        default=50,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Percent from the left. Crops keep this point."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, down"),
        default=50,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Percent from the top."),
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        validators=[not_a_file_name],
        help_text=_("What the picture shows, for people who do not see it."),
    )
    alt_fr = models.CharField(
        _("alternative text in French"),
        max_length=250,
        blank=True,
        validators=[not_a_file_name],
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    caption_fr = models.CharField(_("caption in French"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=120, help_text=_("Who made the picture."))
    rights = models.CharField(
        _("rights"),
        max_length=200,
        blank=True,
        help_text=_("Who may use it and for what, such as “free for editorial use with credit”."),
    )
    rights_fr = models.CharField(_("rights in French"), max_length=200, blank=True)
    in_press_kit = models.BooleanField(
        _("approved for the press"),
        default=False,
        help_text=_(
            "Journalists may download it from the press page, and find it in the press kit, for "
            "as long as the consent lasts."
        ),
    )
    consent_scope = models.CharField(
        _("consent of the people shown"), max_length=20, choices=Scope, blank=True
    )
    consent_reference = models.CharField(
        _("where the consent is kept"),
        max_length=120,
        blank=True,
        help_text=_("A reference such as a file number, never a name."),
    )
    consent_expires_on = models.DateField(
        _("consent ends after"),
        null=True,
        blank=True,
        help_text=_("The last day on which readers see the picture. Empty: no end."),
    )
    consent_withdrawn_at = models.DateTimeField(
        _("consent withdrawn"), null=True, blank=True, editable=False
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    # Of the file that it was imported from.
    imported_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    page_key = PageKeyField()

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-uploaded_at"]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="photo_newest"),
            models.Index(fields=["consent_expires_on", "id"], name="photo_by_end_of_consent"),
            # How the words of a search begin.
            models.Index(Start("title"), name="photo_title_begins"),
            models.Index(Start("alt"), name="photo_alt_begins"),
            models.Index(Start("credit"), name="photo_credit_begins"),
            models.Index(Start("consent_reference"), name="photo_reference_begins"),
        ]
        permissions = [
            ("withdraw_consent", _("Can withdraw the consent for a photo")),
            # No page shows these words: the staff have roles.
            ("renew_consent", "Can record a new consent for a photo"),
        ]

    def __str__(self):
        return self.title

    local_alt = in_language("alt")
    alt_language = language_said("alt")
    local_caption = in_language("caption")
    local_rights = in_language("rights")

    @property
    def is_usable(self):
        """Whether the photo may be shown now; one answer with `PhotoQuerySet.usable`."""
        end = self.consent_expires_on
        return self.consent_withdrawn_at is None and (end is None or end >= timezone.localdate())

    @property
    def lacks_consent(self):
        """Whether nobody said yet that the people shown agree, or where that is kept."""
        needs_proof = self.consent_scope != self.Scope.NOT_NEEDED
        return not self.consent_scope or (needs_proof and not self.consent_reference)

    @property
    def is_for_press(self):
        """Whether journalists may take it now; one answer with `PhotoQuerySet.for_press`."""
        is_covered = not self.lacks_consent and self.consent_scope != self.Scope.STORY
        return self.in_press_kit and is_covered and self.is_usable

    @property
    def focal_point(self):
        return self.focal_x, self.focal_y

    @property
    def names(self):
        """Return the name of every file of this picture in the storage."""
        return [self.file.name, *(rendition["name"] for rendition in self.renditions)]

    def crop(self, role):
        """Return the crop for `role`: "1x1", "4x3", "16x9", or "card" for where it is shared."""
        return next(r for r in self.renditions if r["role"] == role)

    @property
    def card(self):
        return self.crop("card")

    @property
    def fallback(self):
        """Return the rendition for browsers that know neither AVIF nor WebP."""
        return next(r for r in self.pictures("jpeg"))

    @property
    def largest_jpeg(self):
        return self.pictures("jpeg")[-1]

    def pictures(self, format):
        """Return the renditions in one format, the narrowest first."""
        found = [r for r in self.renditions if (r["role"], r["format"]) == ("picture", format)]
        return sorted(found, key=lambda rendition: rendition["width"])

    def delete_files(self):
        remove_files(self.names, self.directory)
