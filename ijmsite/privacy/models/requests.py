from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SOON = timedelta(days=5)


class PrivacyRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at=None)

    def due_soon(self):
        """Return the open ones that are due within five days, or late."""
        return self.open().filter(due_on__lte=timezone.localdate() + SOON)


class PrivacyRequest(models.Model):
    """What somebody asked of us about their data, by mail, phone or letter, and by when we answer.

    An access request is answered within thirty days: PIPEDA, S.C. 2000, c. 5, Schedule 1, 4.9,
    and s. 8(3). A withdrawal takes effect within ten business days: Canada's Anti-Spam
    Legislation, S.C. 2010, c. 23, s. 11(3); here it does so when it is entered.
    """

    class What(models.TextChoices):
        WITHDRAW = "withdraw", _("No more mail")
        ACCESS = "access", _("See what we have")
        CORRECT = "correct", _("Correct it")
        ERASE = "erase", _("Delete it")
        COMPLAIN = "complain", _("A complaint")

    class Route(models.TextChoices):
        EMAIL = "email", _("By email")
        PHONE = "phone", _("By phone")
        LETTER = "letter", _("By letter")
        PERSON = "person", _("In person")

    what = models.CharField(_("what they ask for"), max_length=10, choices=What)
    route = models.CharField(_("how it came"), max_length=10, choices=Route)
    # Until it is settled; then only the hash stays, as the proof.
    email = models.EmailField(_("email"), max_length=254, blank=True)
    address_hash = models.CharField(_("hash of the address"), max_length=64, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    due_on = models.DateField(_("answer by"), editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    # Names stay when accounts go.
    entered_by = models.CharField(_("entered by"), max_length=160, editable=False)
    settled_by = models.CharField(_("settled by"), max_length=160, blank=True, editable=False)

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["-received_at", "-id"]
        default_permissions = ["add", "change", "view"]
        indexes = [
            models.Index(fields=["address_hash"], name="privacy_request_by_address"),
            models.Index(fields=["-received_at", "-id"], name="privacy_request_newest"),
            models.Index(fields=["due_on", "id"], name="privacy_request_by_day"),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(settled_at=None),
                name="privacy_request_open",
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.settled_at is None

    @property
    def is_due_soon(self) -> bool:
        """One answer with `PrivacyRequestQuerySet.due_soon`."""
        return self.is_open and self.due_on <= timezone.localdate() + SOON
