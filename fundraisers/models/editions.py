from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GuideEdition(models.Model):
    """A PDF of the guide that staff uploaded; the newest one of a language is the current one.

    Where there is none, it is the one that the site ships: see `fundraisers.guide`.
    """

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    version = models.CharField(
        _("edition"),
        max_length=20,
        validators=[RegexValidator(r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*\Z")],
        help_text=_("Such as 2027 or 2027-2. It stands in the address of the file."),
    )
    file = models.FileField(_("PDF"), upload_to="guides")
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("edition of the guide")
        verbose_name_plural = _("editions of the guide")
        ordering = ["-published_at", "-id"]
        default_permissions = ["add", "delete", "view"]
        constraints = [
            models.UniqueConstraint(fields=["language", "version"], name="edition_once_a_language")
        ]

    def __str__(self):
        return f"{self.version} ({self.language})"
