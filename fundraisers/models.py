from django.db import models
from django.utils.translation import gettext_lazy as _


class Fundraiser(models.Model):
    """A supporter's sign-up to run a fundraiser.

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
    digest = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-signed_up_at", "-id"]
        indexes = [models.Index(fields=["-signed_up_at", "-id"])]

    def __str__(self):
        return self.name
