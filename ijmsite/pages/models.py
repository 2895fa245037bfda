from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class BannerQuerySet(models.QuerySet):
    def running(self, at=None):
        """Return the banners that stand on the site at `at` (default: now), first to end first."""
        at = at or timezone.now()
        return self.filter(starts_at__lte=at, ends_at__gt=at).order_by("ends_at", "id")


class Banner(models.Model):
    """A time-limited appeal on top of every public page."""

    headline = models.CharField(_("headline"), max_length=80)
    headline_fr = models.CharField(_("headline in French"), max_length=80, blank=True)
    text = models.CharField(_("text"), max_length=200)
    text_fr = models.CharField(_("text in French"), max_length=200, blank=True)
    link = models.URLField(
        _("link"), blank=True, help_text=_("Empty: the giving page of the organization.")
    )
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("ends"), help_text=_("A limited-time offer has an end; the banner goes at that minute.")
    )

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="banner_ends_after_start",
                violation_error_message=_("The end must lie after the start."),
            )
        ]
        indexes = [models.Index(fields=["ends_at"])]

    def __str__(self):
        return self.headline

    @property
    def local_headline(self):
        return (get_language() == "fr" and self.headline_fr) or self.headline

    @property
    def local_text(self):
        return (get_language() == "fr" and self.text_fr) or self.text
