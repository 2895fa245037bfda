import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ijmsite.pages.phones import tel_uri

# Without letters and digits that are mistaken for one another when read out on the phone.
REFERENCE_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


def make_reference():
    """Return a new reference such as "M-7KQ2XF", short enough to be read out."""
    return "M-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(6))


class PressContactQuerySet(models.QuerySet):
    def default(self):
        """Return the contact who stands for the press office, or None."""
        return self.order_by("-is_default", "id").first()

    def on_duty(self, contact=None):
        """Return who takes today's calls for `contact` (default: the press office), or None."""
        contact = contact or self.default()
        return contact and contact.on_duty


class PressContact(models.Model):
    """The person whom journalists call."""

    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120)
    title_fr = models.CharField(_("title in French"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    email = models.EmailField(_("email"), blank=True)
    is_default = models.BooleanField(
        _("stands for the press office"),
        default=False,
        help_text=_("Shown where an article names no contact, and on the press page."),
    )

    away_from = models.DateField(
        _("away from"), null=True, blank=True, help_text=_("The first day away.")
    )
    away_until = models.DateField(
        _("away until"),
        null=True,
        blank=True,
        help_text=_("The last day away. Empty: until somebody takes the dates out again."),
    )
    deputy = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("deputy"),
        related_name="+",
        help_text=_("Whose name and phone readers see on the days away."),
    )

    objects = PressContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("press contact")
        verbose_name_plural = _("press contacts")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_press_contact",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def local_title(self):
        return (get_language() == "fr" and self.title_fr) or self.title

    @property
    def title_language(self):
        return "fr" if get_language() == "fr" and self.title_fr else "en"

    @property
    def is_away(self):
        today = timezone.localdate()
        return (
            self.away_from is not None
            and self.away_from <= today
            and (self.away_until is None or today <= self.away_until)
        )

    @property
    def on_duty(self):
        """Return who takes the calls of this contact today: a deputy, on the days away.

        Where all deputies are away as well, it is whoever stands for the press office, and in
        the end the contact: readers always see somebody.
        """
        contact, asked = self, set()
        while contact and contact.is_away and contact.pk not in asked:
            asked.add(contact.pk)
            contact = contact.deputy
        if contact and not contact.is_away:
            return contact
        office = PressContact.objects.default()
        return office if office and not office.is_away else self

    @property
    def tel_uri(self):
        return tel_uri(self.phone, self.extension)


class Inquiry(models.Model):
    """What a journalist asked. The article is kept as text: the news may change or go."""

    class Topic(models.TextChoices):
        INTERVIEW = "interview", _("An interview")
        QUOTE = "quote", _("A quote or comment")
        PHOTO = "photo", _("Photos or video")
        DATA = "data", _("Data or background")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=make_reference, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    outlet = models.CharField(_("outlet"), max_length=120, blank=True)
    email = models.EmailField(_("email"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, blank=True)
    message = models.TextField(_("message"), max_length=5000)
    article_path = models.CharField(_("article"), max_length=300, blank=True)
    article_headline = models.CharField(_("headline of the article"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    # One submission is one row, however often it is posted: a digest of its cleaned fields
    # and the UTC day.
    digest = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("media inquiry")
        verbose_name_plural = _("media inquiries")
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["-received_at", "-id"])]

    def __str__(self):
        return self.reference
