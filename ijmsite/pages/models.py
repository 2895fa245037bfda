from hashlib import sha256

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.web.language import in_language

from . import phones


class BannerQuerySet(models.QuerySet):
    def not_ended(self, at=None):
        """Return the banners that run at `at` (default: now), or will."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at or timezone.now()))

    def running(self, at=None):
        """Return the banners that stand on the site at `at` (default: now), first to end first.

        One without an end comes last.
        """
        at = at or timezone.now()
        return self.not_ended(at).filter(starts_at__lte=at).by_end()

    def by_end(self):
        return self.order_by(F("ends_at").asc(nulls_last=True), "starts_at", "id")

    def overlapping(self, banner):
        """Return the others that run at some moment of `banner`'s time, first to start first."""
        others = self.not_ended(banner.starts_at).exclude(pk=banner.pk).order_by("starts_at", "id")
        return others.filter(starts_at__lt=banner.ends_at) if banner.ends_at else others

    def next_after(self, shown, at=None):
        """Return which banner readers see after `shown`, and from when; None where none is set."""
        later = self.filter(starts_at__gt=at or timezone.now()).order_by("starts_at", "ends_at")
        if shown.ends_at is None:
            overtaking = later.exclude(ends_at=None).exclude(pk=shown.pk).first()
            return overtaking and (overtaking, overtaking.starts_at)
        if overtaking := later.filter(ends_at__lt=shown.ends_at).exclude(pk=shown.pk).first():
            return overtaking, overtaking.starts_at
        if heir := self.running(shown.ends_at).first():
            return heir, shown.ends_at
        following = (
            self.filter(starts_at__gt=shown.ends_at).order_by("starts_at", "ends_at").first()
        )
        return following and (following, following.starts_at)


class Banner(models.Model):
    """A time-limited appeal on top of every public page."""

    headline = models.CharField(_("headline"), max_length=80)
    headline_fr = models.CharField(_("headline in French"), max_length=80)
    text = models.CharField(_("text"), max_length=200)
    text_fr = models.CharField(_("text in French"), max_length=200)
    link = models.URLField(
        _("link"), blank=True, help_text=_("Empty: the giving page of the organization.")
    )
    terms = models.URLField(
        _("terms"),
        blank=True,
        help_text=_("The page that says what is matched, by whom and up to which amount."),
    )
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("ends"),
        null=True,
        blank=True,
        help_text=_("A limited-time offer has an end; the banner goes at that minute."),
    )

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="banner_ends_after_start",
                violation_error_message=_("The end must lie after the start."),
            )
        ]
        indexes = [models.Index(fields=["ends_at"])]

    def __str__(self):
        return self.headline

    def runs_at(self, at):
        """Return whether it stands on the site; one answer with `BannerQuerySet.running`."""
        return self.starts_at <= at and (self.ends_at is None or self.ends_at > at)

    local_headline = in_language("headline")
    local_text = in_language("text")

    @property
    def version(self):
        """Name what a reader's browser hides: with other words or another end it is shown again."""
        said = [self.headline, self.headline_fr, self.text, self.text_fr]
        told = "\n".join([str(self.pk), *said, str(self.ends_at and self.ends_at.timestamp())])
        return sha256(told.encode()).hexdigest()[:12]


class HelpLineQuerySet(models.QuerySet):
    def overdue(self):
        """Return the lines whose number somebody should have called again by now."""
        return self.filter(review_by__lt=timezone.localdate())


class HelpLine(models.Model):
    """Where somebody finds help in their country, beside articles that are hard to read."""

    country = models.CharField(_("country"), max_length=60)
    country_fr = models.CharField(_("country in French"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    web = models.URLField(_("web address"), blank=True)
    hours = models.CharField(
        _("hours and languages"), max_length=120, help_text=_("Day and night, in 200 languages.")
    )
    hours_fr = models.CharField(_("hours and languages in French"), max_length=120)
    review_by = models.DateField(
        _("review by"), help_text=_("When somebody must have called the number again.")
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("The lowest number comes first.")
    )

    objects = HelpLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")
        ordering = ["order", "country", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(web=""),
                name="help_line_can_be_reached",
                violation_error_message=_("Please give a phone number or a web address."),
            )
        ]

    def __str__(self):
        return f"{self.country}: {self.name}"

    local_country = in_language("country")
    local_name = in_language("name")
    local_hours = in_language("hours")

    @property
    def dial_uri(self):
        return phones.dial_uri(self.phone)

    @property
    def is_overdue(self):
        return self.review_by < timezone.localdate()
