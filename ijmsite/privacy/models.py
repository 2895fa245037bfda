import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def hash_address(email: str) -> str:
    """Return the keyed hash under which the ledger knows an address: 64 hexadecimal digits."""
    return hmac.new(settings.LEDGER_KEY.encode(), email.lower().encode(), "sha256").hexdigest()


class Wording(models.Model):
    """The exact words beside a consent box, as one version in one language."""

    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=5)
    text = models.TextField(_("text"))
    text_hash = models.CharField(_("SHA-256 of the text"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version", "language", "text_hash"], name="wording_once"
            )
        ]

    def __str__(self):
        return f"{self.purpose} {self.version} ({self.language})"

    @staticmethod
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()


class Consent(models.Model):
    """One given consent. Rows are added, never changed: who says yes can prove when and to what.

    Canada's Anti-Spam Legislation, S.C. 2010, c. 23, s. 13, puts the proof on the sender.
    """

    address_hash = models.CharField(_("hash of the address"), max_length=64, db_index=True)
    wording = models.ForeignKey(Wording, models.PROTECT, verbose_name=_("wording"))
    form = models.CharField(_("form"), max_length=200, help_text=_("Path of the page."))
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]

    def __str__(self):
        return f"{self.wording} {self.given_at:%Y-%m-%d}"
