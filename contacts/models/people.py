from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ijmsite.pages.phones import tel_uri
from ijmsite.web.language import in_language, language_said
from ijmsite.web.prepared import prepared
from ijmsite.web.standing import standing


def responsible_of(contacts, topic="", language="en", named=None):
    """Return who of `contacts` answers a question about `topic` (of `Inquiry.Topic`), or None.

    First comes `named`, the key of whom the article names, where they take such questions; then
    whoever asks for this topic and this language, for one of both, for neither; then whoever
    stands for the press office. Of two, it is the first.
    """
    takers = [contact for contact in contacts if contact.takes(topic, language)]
    for contact in takers:
        if contact.pk == named:
            return contact
    office = office_among(contacts)
    return max(
        takers, key=lambda c: (bool(c.topics), bool(c.language), c.is_default), default=office
    )


def first_there(contact, day):
    """Return the contact, or the first deputy, or deputy's deputy, who is there on `day`."""
    asked = set()
    while contact and contact.is_away_on(day) and contact.pk not in asked:
        asked.add(contact.pk)
        contact = contact.deputy
    return contact if contact and not contact.is_away_on(day) else None


def know_each_other(contacts, everybody=None):
    """Give each of `contacts` the deputy among `everybody`, and who stands for the press office."""
    everybody = contacts if everybody is None else everybody
    by_key = {contact.pk: contact for contact in everybody}
    office = office_among(everybody)
    for contact in contacts:
        contact.deputy = by_key.get(contact.deputy_id)
        contact.office = office


def office_among(contacts):
    """Return who stands for the press office among `contacts` in their order, or None."""
    return max(contacts, key=lambda c: c.is_default, default=None)


class PressContactQuerySet(models.QuerySet):
    def default(self):
        """Return the contact who stands for the press office, or None."""
        return self.order_by("-is_default", "id").first()

    def on_duty(self):
        """Return who takes today's calls for the press office, or None."""
        contact = self.default()
        return contact and contact.on_duty

    def shown(self, contact=None):
        """Return whom readers see for `contact` (default: the press office).

        It is somebody even where all are away, and None only where there are no contacts.
        """
        contact = contact or self.default()
        return contact and contact.shown

    def with_deputies(self):
        """Return these in a list; asking who is on duty for any of them costs no more queries."""
        everybody, listed = list(PressContact.objects.order_by("id")), list(self)
        know_each_other(everybody)
        know_each_other(listed, everybody)
        return listed


@standing
def all_contacts():
    """Return all of them in a list, each with its deputy."""
    everybody = in_order_of_entry()
    know_each_other(everybody)
    return everybody


class PressContact(models.Model):
    """The person whom journalists call."""

    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120)
    title_fr = models.CharField(_("title in French"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    after_hours = models.CharField(
        _("phone after hours"),
        max_length=40,
        blank=True,
        help_text=_("Whom a journalist on deadline reaches when the office is closed."),
    )
    email = models.EmailField(
        _("email"),
        blank=True,
        help_text=_("Questions go to this address; empty: to the inbox of the press office."),
    )
    topics = models.JSONField(
        _("questions about"),
        default=list,
        blank=True,
        help_text=_("Which questions go to this person. None ticked: all of them."),
    )
    language = models.CharField(
        _("questions in"),
        max_length=5,
        blank=True,
        choices=[("", _("both languages")), ("en", _("English")), ("fr", _("French"))],
        default="",
    )
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

    local_title = in_language("title")
    title_language = language_said("title")

    def takes(self, topic, language):
        """Return whether questions about `topic` in `language` are for this person."""
        is_topic = not self.topics or topic in self.topics
        return is_topic and self.language in ("", language)

    def is_away_on(self, day):
        return (
            self.away_from is not None
            and self.away_from <= day
            and (self.away_until is None or day <= self.away_until)
        )

    @property
    def is_away(self):
        return self.is_away_on(timezone.localdate())

    @cached_property
    def office(self):
        """Who stands for the press office."""
        return self if self.is_default else PressContact.objects.default()

    @property
    def on_duty(self):
        """Return who takes the calls of this contact today: a deputy, on the days away.

        Where all deputies are away as well, it is whoever stands for the press office, or a
        deputy of theirs; None where nobody is there at all.
        """
        return self.on_duty_on(timezone.localdate())

    def on_duty_on(self, day):
        return first_there(self, day) or first_there(self.office, day)

    @property
    def shown(self):
        """Return whom readers see: on days when nobody is there, it is the contact all the same."""
        return self.on_duty or self

    @property
    def after_hours_line(self):
        """Return the phone when the office is closed: one's own, or that of the press office."""
        if self.after_hours or not self.office:
            return self.after_hours
        return self.office.shown.after_hours or self.office.after_hours

    @property
    def tel_uri(self):
        return tel_uri(self.phone, self.extension)

    @property
    def after_hours_uri(self):
        return tel_uri(self.after_hours_line)


@prepared(PressContact)
def in_order_of_entry():
    return PressContact.objects.order_by("id")
