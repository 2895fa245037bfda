import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.models import NoteModel
from ijmsite.web.starts import NextWords, Start

from .people import PressContact

# Without letters and digits that are mistaken for one another when read out on the phone.
REFERENCE_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"

# The nearest deadline first; without a deadline, what has waited longest. Whoever is in danger has
# none, and must not stand below all that have one. That there is none is a term of its own: behind
# another one, SQLite reads no index that puts empty values last.
BY_URGENCY = [
    F("is_call_for_help").desc(),
    IsNull(F("deadline"), True).asc(),
    F("deadline").asc(),
    F("received_at").asc(),
    F("id").asc(),
]


def make_reference():
    """Return a new reference such as "M-7KQ2XF", short enough to be read out."""
    return "M-" + "".join(secrets.SystemRandom().choices(REFERENCE_ALPHABET, k=6))


class InquiryQuerySet(models.QuerySet):
    def open(self):
        """Return what waits for an answer."""
        return self.filter(settled_at=None)

    def suspected(self):
        """Return what was put aside as spam by its looks, and nobody has judged yet."""
        return self.filter(status=Inquiry.Status.QUARANTINED)

    def untold(self):
        """Return the open ones that the press office has had no mail about."""
        return self.open().filter(told_at=None)

    def calls_for_help(self):
        """Return the open ones that may come from somebody in danger."""
        return self.open().filter(is_call_for_help=True)


class Inquiry(models.Model):
    """What a journalist asked. The article is kept as text: the news may change or go."""

    class Topic(models.TextChoices):
        INTERVIEW = "interview", _("An interview")
        QUOTE = "quote", _("A quote or comment")
        PHOTO = "photo", _("Photos or video")
        DATA = "data", _("Data or background")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        NEW = "new", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed without an answer")
        QUARANTINED = "quarantined", _("Put aside: perhaps spam")
        SPAM = "spam", _("Spam")

    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=make_reference, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    outlet = models.CharField(_("outlet"), max_length=120, blank=True)
    email = models.EmailField(_("email"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    # Where the journalist's clock stands, such as "Europe/Berlin"; empty where it is not known.
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, blank=True)
    message = models.TextField(_("message"), max_length=5000)
    article_path = models.CharField(_("article"), max_length=300, blank=True)
    article_headline = models.CharField(_("headline of the article"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    # Said by whoever stores it: its mails are written between that and the row.
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    # One submission is one row, however often it is posted: a digest of its cleaned fields
    # and the UTC day.
    digest = models.CharField(max_length=64, unique=True, editable=False)

    # What its looks say: points, and codes of `contacts.spam` that explain them.
    suspicion = models.PositiveSmallIntegerField(_("suspicion"), default=0)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    is_call_for_help = models.BooleanField(_("may be a call for help"), default=False)

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    # Whose question it is: by topic, language and article, and the deputy on days away.
    contact = models.ForeignKey(
        PressContact,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("press contact"),
        related_name="+",
    )
    # Who has said "I do this".
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("owner"),
        related_name="+",
    )
    # When the press office had a mail about it, alone or in a digest.
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    # The next moment at which somebody else hears that it still waits.
    escalate_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # When it left the desk: answered, closed or put aside. Empty: it waits.
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("media inquiry")
        verbose_name_plural = _("media inquiries")
        ordering = ["-received_at", "-id"]
        default_permissions = ["change", "delete", "view"]
        permissions = [("export_inquiry", _("Can export media inquiries"))]
        constraints = [
            # SQLite uses a partial index only with a condition without values, such as an empty
            # time: by this, it says the same as the status.
            models.CheckConstraint(
                condition=Q(status="new", settled_at=None)
                | (~Q(status="new") & Q(settled_at__isnull=False)),
                name="inquiry_is_settled_or_new",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["new", "answered", "closed", "quarantined", "spam"]),
                name="inquiry_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status="answered", answered_at__isnull=False)
                | (~Q(status="answered") & Q(answered_at=None)),
                name="inquiry_has_time_of_answer",
            ),
        ]
        indexes = [
            # Read from its end, where what is new is put.
            models.Index(fields=["received_at", "id"], name="inquiry_newest"),
            models.Index(
                fields=["id"],
                condition=Q(settled_at=None, told_at=None),
                name="inquiry_untold",
            ),
            models.Index(
                fields=["escalate_at"], condition=Q(settled_at=None), name="inquiry_to_escalate"
            ),
            models.Index(fields=["status", "received_at", "id"], name="inquiry_by_status"),
            models.Index(fields=["deadline", "id"], name="inquiry_by_deadline"),
            models.Index(fields=["outlet", "id"], name="inquiry_by_outlet"),
            # Those that wait, in the orders of their list.
            models.Index(
                fields=["deadline", "id"],
                condition=Q(settled_at=None),
                name="inquiry_waiting_by_deadline",
            ),
            models.Index(
                fields=["outlet", "id"],
                condition=Q(settled_at=None),
                name="inquiry_waiting_by_outlet",
            ),
            models.Index(
                *BY_URGENCY, condition=Q(settled_at=None), name="inquiry_waiting_by_urgency"
            ),
            models.Index(
                F("owner").asc(),
                *BY_URGENCY,
                condition=Q(settled_at=None),
                name="inquiry_waiting_of_owner",
            ),
            # How the words of a search begin; a whole address is found by the last.
            models.Index(Start("name"), name="inquiry_name_begins"),
            models.Index(NextWords("name"), name="inquiry_family_name_begins"),
            models.Index(Start("outlet"), name="inquiry_outlet_begins"),
            models.Index(NextWords("outlet"), name="inquiry_outlet_goes_on"),
            models.Index(Start("email"), name="inquiry_email_begins"),
        ]

    def __str__(self):
        return self.reference

    def get_topic_display(self):
        # Django's own would translate the names of all topics for it.
        return str(dict(Inquiry.Topic.choices).get(self.topic, self.topic))

    @property
    def is_open(self):
        """Whether it waits for an answer; one answer with `InquiryQuerySet.open`."""
        return self.settled_at is None

    @property
    def time_left(self) -> timedelta | None:
        """Return how long the deadline is away, less than nothing once it has passed."""
        return self.deadline and self.deadline - timezone.now()

    @property
    def local_deadline(self):
        """Return the deadline by the journalist's clock.

        None where that is the office's, or a zone that nobody knows (any more).
        """
        if not self.deadline or not self.zone or self.zone == settings.TIME_ZONE:
            return None
        try:
            return self.deadline.astimezone(ZoneInfo(self.zone))
        # The last two: a folder of zones, and the ends of the calendar.
        except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
            return None


class Note(NoteModel):
    """What a member of staff wrote down about an inquiry, for the others at the desk."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="notes")

    class Meta(NoteModel.Meta):
        pass

    def __str__(self):
        return f"{self.inquiry}: {self.by_name}"
