import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """Proof that data was deleted: what, how much and when, signed with the key of the ledger."""

    class Kind(models.TextChoices):
        PURGE = "purge", _("Kept long enough")
        ERASURE = "erasure", _("Erased on request")

    kind = models.CharField(_("why"), max_length=10, choices=Kind)
    # Of an erasure: so that it can be done again in what is restored from a backup.
    address_hash = models.CharField(_("hash of the address"), max_length=64, blank=True)
    counts = models.JSONField(_("deleted"), default=dict)
    at = models.DateTimeField(_("when"), default=timezone.now)
    signature = models.CharField(_("signature"), max_length=64)

    class Meta:
        verbose_name = _("receipt of a deletion")
        verbose_name_plural = _("receipts of deletions")
        ordering = ["-at", "-id"]
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["address_hash"], name="receipt_by_address"),
            models.Index(fields=["-at", "-id"], name="receipt_newest"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"

    def signed(self) -> str:
        """Return the signature that belongs to what it says: HMAC-SHA256 over canonical JSON."""
        said = [self.kind, self.address_hash, self.counts, self.at.astimezone(UTC).isoformat()]
        content = json.dumps(said, sort_keys=True, separators=(",", ":"))
        # A key of its own, so that no other use of the ledger's key can make a signature.
        key = hmac.digest(settings.LEDGER_KEY.encode(), b"ijmsite.privacy.receipts", "sha256")
        return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()

    @property
    def is_genuine(self) -> bool:
        """Whether nobody has changed it since it was written, and with the key of this site."""
        return hmac.compare_digest(self.signature, self.signed())


class BreachQuerySet(models.QuerySet):
    def to_report(self):
        """Return those with a real risk that the Privacy Commissioner has no report of."""
        return self.filter(is_real_risk=True, reported_on=None)

    def to_notify(self):
        """Return those with a real risk of which the people concerned have not been told."""
        return self.filter(is_real_risk=True, notified_on=None)


class Breach(models.Model):
    """A breach of the safeguards around personal data, however small.

    Each one is recorded and the record kept for 24 months after we found out: Breach of Security
    Safeguards Regulations, SOR/2018-64, s. 6. Whether there is a real risk of significant harm is
    judged by how sensitive the data is and how probably it is misused: PIPEDA, s. 10.1(8).
    """

    class Level(models.IntegerChoices):
        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")

    began_on = models.DateField(_("when it happened"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    found_on = models.DateField(_("when we found out"))
    circumstances = models.TextField(
        _("what happened"),
        max_length=5000,
        help_text=_("Without names or addresses of those concerned."),
    )
    data = models.TextField(
        _("which data"),
        max_length=2000,
        help_text=_("The kinds of data, such as names and phone numbers of journalists."),
    )
    people = models.PositiveIntegerField(
        _("people concerned"), null=True, blank=True, help_text=_("As far as we know.")
    )
    sensitivity = models.PositiveSmallIntegerField(_("how sensitive the data is"), choices=Level)
    probability = models.PositiveSmallIntegerField(_("how probably it is misused"), choices=Level)
    is_real_risk = models.BooleanField(
        _("there is a real risk of significant harm"), choices=[(True, _("yes")), (False, _("no"))]
    )
    reasoning = models.TextField(_("why we judge so"), max_length=5000)
    measures = models.TextField(_("what we did about it"), max_length=5000, blank=True)
    reported_on = models.DateField(_("reported to the Privacy Commissioner"), null=True, blank=True)
    notified_on = models.DateField(_("people told"), null=True, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=160, editable=False)
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach record")
        verbose_name_plural = _("breach records")
        ordering = ["-found_on", "-id"]
        default_permissions = ["add", "change", "view"]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}, {self.found_on}"
