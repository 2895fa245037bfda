import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
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
        default_permissions = ["view"]
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


class ConsentQuerySet(models.QuerySet):
    def of(self, email):
        """Return the entries about an address, the first one first."""
        return self.filter(address_hash=hash_address(email)).order_by("at", "id")


class Consent(models.Model):
    """One entry of the consent ledger. Triggers of the database let nobody change one, nor delete
    one that somebody may still ask about: see `ijmsite.privacy.triggers`.

    Canada's Anti-Spam Legislation, S.C. 2010, c. 23, s. 13, puts the proof on the sender.
    """

    class Kind(models.TextChoices):
        # Express consent: counts only once the address itself has confirmed it.
        TICKED = "ticked", _("Ticked, waits for the confirmation")
        CONFIRMED = "confirmed", _("Confirmed by mail")
        # Section 10(9): for two years from what it follows from.
        IMPLIED = "implied", _("Implied, for a time")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Manner(models.TextChoices):
        FORM = "form", _("On a form of the site")
        LINK = "link", _("By a mailed link")
        ONE_CLICK = "one_click", _("By the button of a mail program")
        STAFF = "staff", _("Told to staff")

    kind = models.CharField(_("what"), max_length=10, choices=Kind, default=Kind.TICKED)
    address_hash = models.CharField(_("hash of the address"), max_length=64, db_index=True)
    # Empty: everything, as somebody withdraws from all of it.
    purpose = models.CharField(_("purpose"), max_length=40, blank=True)
    wording = models.ForeignKey(
        Wording, models.PROTECT, null=True, blank=True, verbose_name=_("wording")
    )
    manner = models.CharField(_("how"), max_length=10, choices=Manner, default=Manner.FORM)
    form = models.CharField(_("form"), max_length=200, blank=True, help_text=_("Path of the page."))
    # Who entered it, where it was told to staff; a name, as accounts go and this stays.
    recorded_by = models.CharField(_("entered by"), max_length=160, blank=True)
    basis = models.CharField(
        _("what it follows from"),
        max_length=200,
        blank=True,
        help_text=_("Such as “gift of 3 March 2026, receipt 1204”, without names."),
    )
    expires_on = models.DateField(_("expires after"), null=True, blank=True)
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-id"]
        default_permissions = ["view"]
        permissions = [("enter_consent", _("Can enter withdrawals and implied consents"))]
        indexes = [models.Index(fields=["-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["ticked", "confirmed"], wording__isnull=False)
                | Q(kind__in=["implied", "withdrawn"], wording=None),
                name="express_consent_has_its_words",
            ),
            models.CheckConstraint(
                condition=(Q(kind="implied", expires_on__isnull=False) & ~Q(basis=""))
                | (~Q(kind="implied") & Q(expires_on=None, basis="")),
                name="implied_consent_has_basis_and_end",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="") | Q(kind="withdrawn"), name="consent_has_a_purpose"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"
