from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.models import Message
from ijmsite.staff.models import NoteModel
from ijmsite.web.starts import NextWords, Start


class FundraiserQuerySet(models.QuerySet):
    def untouched(self):
        """Return those with whom nobody has spoken yet: each is a task for staff."""
        return self.filter(contacted_at=None, closed_at=None, set_aside_at=None)

    def due(self, today: date):
        """Return the tasks whose promised day is `today` or has passed."""
        return self.untouched().filter(contact_by__lte=today)

    def overdue(self, today: date):
        """Return the tasks whose promised day has passed."""
        return self.untouched().filter(contact_by__lt=today)

    def under_way(self):
        """Return those who have not come to an end: neither thanked nor closed nor put aside."""
        return self.filter(thanked_at=None, closed_at=None, set_aside_at=None)

    def event_coming(self, today: date):
        """Return those under way whose event is still to come, or is today."""
        return self.under_way().filter(held_at=None, event_date__gte=today)

    def to_thank(self, today: date):
        """Return those under way whose event is over, by what staff or the calendar say."""
        over = Q(held_at__isnull=False) | Q(event_date__lt=today)
        return self.under_way().filter(over)

    def with_event(self, first: date, last: date):
        """Return those neither closed nor put aside whose event is on one of these days."""
        return self.filter(closed_at=None, set_aside_at=None, event_date__range=(first, last))

    def done(self):
        """Return those who were thanked, and those of whom nothing came."""
        ended = Q(thanked_at__isnull=False) | Q(closed_at__isnull=False)
        return self.filter(ended, set_aside_at=None)

    def set_aside(self):
        """Return what a program seems to have typed."""
        return self.filter(set_aside_at__isnull=False)

    def to_judge(self):
        """Return what a program seems to have typed, and nobody has judged yet."""
        return self.set_aside().filter(closed_at=None)

    def untold(self):
        """Return those that the fundraising inbox has had no mail about."""
        return self.filter(told_at=None, set_aside_at=None)

    def unreached(self):
        """Return those under way whose guide did not arrive, or perhaps did not."""
        return self.under_way().filter(welcome__in=Message.objects.in_trouble().order_by())


class Fundraiser(models.Model):
    """A supporter's sign-up to run a fundraiser, and how far they are on their path.

    `email` is not unique: the form must not tell who has signed up before.
    """

    class Idea(models.TextChoices):
        BIRTHDAY = "birthday", _("Birthday party")
        POLAR_DIP = "polar_dip", _("Polar dip")
        BAKE_SALE = "bake_sale", _("Bake sale")
        RUN = "run", _("Run, walk or ride")
        CONCERT = "concert", _("Concert or games night")
        WORKPLACE = "workplace", _("At work or school")
        OTHER = "other", _("Something else")

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email"))
    idea = models.CharField(_("idea"), max_length=20, choices=Idea, blank=True)
    event_date = models.DateField(_("date of the event"), null=True, blank=True)
    city = models.CharField(_("city or town"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    signed_up_at = models.DateTimeField(_("signed up"), auto_now_add=True)
    contact_by = models.DateField(_("in touch by"))
    # One submission is one row, however often it is posted: see `submission_digest`.
    digest = models.CharField(max_length=64, unique=True, editable=False)

    # What became of the promise: the mail with the guide, and which guide that was.
    welcome = models.ForeignKey(
        Message,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("mail with the guide"),
        related_name="+",
    )
    guide_version = models.CharField(_("edition of the guide"), max_length=40, blank=True)
    # When the fundraising inbox had a mail about it, alone or in a digest.
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    # The path. Whoever has come to a later place has passed the earlier ones.
    contacted_at = models.DateTimeField(_("contacted"), null=True, blank=True)
    planned_at = models.DateTimeField(_("event planned"), null=True, blank=True)
    held_at = models.DateTimeField(_("event held"), null=True, blank=True)
    thanked_at = models.DateTimeField(_("thanked"), null=True, blank=True)
    # Nothing comes of it, for whatever reason.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Put aside as typed by a program, by codes of `ijmsite.web.traps`.
    set_aside_at = models.DateTimeField(_("put aside"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    # The last time that they had something to do with us: what is kept is counted from it.
    active_at = models.DateTimeField(_("last activity"), default=timezone.now)

    objects = FundraiserQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-signed_up_at", "-id"]
        default_permissions = ["change", "delete", "view"]
        permissions = [("export_fundraiser", _("Can export sign-ups"))]
        indexes = [
            models.Index(fields=["-signed_up_at", "-id"]),
            models.Index(
                fields=["contact_by", "id"],
                condition=Q(contacted_at=None, closed_at=None, set_aside_at=None),
                name="fundraiser_untouched",
            ),
            models.Index(
                fields=["id"],
                condition=Q(told_at=None, set_aside_at=None),
                name="fundraiser_untold",
            ),
            models.Index(fields=["event_date", "id"], name="fundraiser_by_event"),
            models.Index(
                fields=["-signed_up_at", "-id"],
                condition=Q(thanked_at=None, closed_at=None, set_aside_at=None),
                name="fundraiser_under_way",
            ),
            models.Index(
                fields=["event_date", "id"],
                condition=Q(thanked_at=None, closed_at=None, set_aside_at=None),
                name="fundraiser_events_under_way",
            ),
            models.Index(
                fields=["-signed_up_at", "-id"],
                condition=Q(set_aside_at__isnull=False),
                name="fundraiser_aside",
            ),
            # How the words of a search begin.
            models.Index(Start("name"), name="fundraiser_name_begins"),
            models.Index(NextWords("name"), name="fundraiser_family_name_begins"),
            models.Index(Start("email"), name="fundraiser_email_begins"),
            models.Index(Start("city"), name="fundraiser_city_begins"),
        ]

    def __str__(self):
        # Without the name: this stands in histories that outlive the person's data.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_untouched(self):
        """Whether it is a task for staff; one answer with `FundraiserQuerySet.untouched`."""
        return not (self.contacted_at or self.closed_at or self.set_aside_at)

    @property
    def is_under_way(self):
        return not (self.thanked_at or self.closed_at or self.set_aside_at)

    @property
    def is_to_judge(self):
        return self.set_aside_at is not None and self.closed_at is None

    @property
    def is_unreached(self):
        """Whether the guide did not arrive; one answer with `FundraiserQuerySet.unreached`."""
        return self.is_under_way and self.welcome is not None and self.welcome.is_trouble


class Note(NoteModel):
    """What a member of staff wrote down about a supporter, for the others at the desk."""

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="notes")

    class Meta(NoteModel.Meta):
        pass
