import uuid
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.web.starts import Start

BODIES_ARE_KEPT = timedelta(days=30)
LONGEST_LEASE = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=2)
# How the reason begins when a try ended before the mail server took any message.
UNREACHABLE = "unreachable"
# Why a message was withheld at the moment of sending: see `ijmsite.mail.withholding`.
NO_CONSENT = "no consent"
SENT_LATELY = "sent lately"
EXPIRED = "expired"
REASONS = {
    NO_CONSENT: _("withheld: this address has not agreed to it, or has ended all mail"),
    SENT_LATELY: _("withheld: this mailbox had the same mail shortly before"),
    EXPIRED: _("not sent: what it leads to had ended before"),
}


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        """Return the messages that have not come to their end: queued, or with a worker now."""
        return self.filter(ended_at=None)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Return those that a worker may take, the one that has waited longest first.

        One in `sending` is due when its lease is over: the worker that held it died.
        """
        return self.waiting().filter(next_try_at__lte=now).order_by("next_try_at")

    def needing_a_look(self) -> "MessageQuerySet":
        """Return those of the last 30 days that did not arrive, or perhaps did not."""
        since = timezone.now() - BODIES_ARE_KEPT
        return self.in_trouble().filter(ended_at__gt=since)

    def not_simply_sent(self) -> "MessageQuerySet":
        """Return the few that have ended in another way; said as their index says it."""
        return self.filter(ended_at__isnull=False).exclude(state=Message.State.SENT)

    def in_trouble(self) -> "MessageQuerySet":
        """Return those that did not arrive, or perhaps did not."""
        return self.not_simply_sent().filter(state__in=[Message.State.FAILED, Message.State.PARKED])

    def stranded(self, now: datetime) -> "MessageQuerySet":
        """Return the waiting ones whose time lies further ahead than any wait or lease is long.

        It was written before the clock was set back.
        """
        lease = Q(state=Message.State.SENDING, next_try_at__gt=now + LONGEST_LEASE)
        return self.waiting().filter(lease | Q(next_try_at__gt=now + LONGEST_WAIT))

    def unreachable(self) -> "MessageQuerySet":
        """Return the queued ones that wait because the mail server could not be reached."""
        queued = self.waiting().filter(state=Message.State.QUEUED)
        return queued.filter(last_error__startswith=UNREACHABLE)

    def ended(self) -> "MessageQuerySet":
        """Return the messages that nothing more will be done about."""
        return self.exclude(ended_at=None)

    def cancel(self) -> int:
        """Cancel the queued ones among them and return their number.

        One statement, so that a message which a worker has just taken is left to it.
        """
        return self.filter(state=Message.State.QUEUED).update(
            state=Message.State.CANCELLED, ended_at=timezone.now()
        )

    def with_text(self) -> "MessageQuerySet":
        return self.exclude(text="", html="")

    def blank(self) -> int:
        """Blank the texts of these and return their number."""
        return self.update(text="", html="", attachments=[])

    def blank_secrets(self) -> int:
        """Blank the secret ones that have ended, unless a person must look at them."""
        secret = self.ended().filter(is_secret=True).exclude(state=Message.State.PARKED)
        return secret.with_text().blank()


class Message(models.Model):
    """One mail to one address, from the moment it is promised to its end."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("on its way to the mail server")
        SENT = "sent", _("handed to the mail server")
        FAILED = "failed", _("not delivered")
        PARKED = "parked", _("perhaps delivered: needs a look")
        CANCELLED = "cancelled", _("cancelled")

    WAITING = ["queued", "sending"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("key"), max_length=200, unique=True)
    template = models.CharField(_("template"), max_length=100)
    language = models.CharField(_("language"), max_length=10)
    to = models.EmailField(_("to"), max_length=320)
    # Who gets a copy where `to` cannot be reached.
    fallback_to = models.EmailField(_("otherwise to"), max_length=320, blank=True)
    from_email = models.CharField(_("from"), max_length=320)
    reply_to = models.JSONField(_("reply to"), default=list, blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=320)
    # The Date header. Fixed, like the Message-ID, so that every copy has the same bytes.
    date = models.DateTimeField(_("date"), default=timezone.now)
    is_secret = models.BooleanField(_("is secret"), default=False)
    # What the addressee must have agreed to when it leaves; empty: nothing, it was asked for.
    purpose = models.CharField(_("purpose"), max_length=40, blank=True)
    # It does not leave where one of its template has left to this address within that time.
    at_most_every = models.DurationField(null=True, blank=True)
    # When its link or code ends: from then on it does not leave. Empty: it has none that ends.
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    ambiguous_tries = models.PositiveSmallIntegerField(_("tries of unknown outcome"), default=0)
    # While a worker holds the message, this is the end of its lease: one index finds all due.
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    lease_until = models.DateTimeField(_("held by a worker until"), null=True, blank=True)
    last_error = models.CharField(_("reason"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    resend_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="resends",
        db_index=False,
        verbose_name=_("sent again from"),
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]
        default_permissions = ["view"]
        permissions = [
            ("cancel_message", _("Can cancel waiting messages")),
            ("resend_message", _("Can send messages again")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "sending", "sent", "failed", "parked", "cancelled"]
                ),
                name="message_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"], ended_at=None)
                | Q(state__in=["sent", "failed", "parked", "cancelled"], ended_at__isnull=False),
                name="message_has_end_when_over",
            ),
        ]
        indexes = [
            # SQLite uses an index on a state only when the index carries the condition, and only
            # a condition without values: by the constraint above, this one says the same.
            models.Index(
                fields=["next_try_at", "id"], condition=Q(ended_at=None), name="message_waiting"
            ),
            # Read from its end, where what is new is put: at the beginning, SQLite would write
            # another page for nearly each row.
            models.Index(fields=["created_at", "id"], name="message_newest"),
            # With all that is asked about them: a state stands behind the texts in its row.
            models.Index(
                fields=["created_at", "id", "state", "ended_at"],
                condition=Q(ended_at__isnull=False) & ~Q(state="sent"),
                name="message_troubled",
            ),
            # How the words of a search begin, and for whoever asks what we have about an address.
            models.Index(Start("to"), name="message_to_begins"),
            models.Index(Start("subject"), name="message_subject_begins"),
            # Of the few that are copies. In an index of all, SQLite sees nothing but one value.
            models.Index(
                fields=["resend_of"],
                condition=Q(resend_of__isnull=False),
                name="message_copies",
            ),
            # For the hourly blanking, which would else read every message ever sent.
            models.Index(
                fields=["ended_at"], condition=~Q(text="", html=""), name="message_with_text"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def label(self) -> str:
        """What kind of mail it is, in words: "Press: inquiry"."""
        app_label, _slash, name = self.template.partition("/")
        name = name.rpartition("/")[2].replace("_", " ")
        try:
            return f"{apps.get_app_config(app_label).verbose_name}: {name}"
        except LookupError:
            return f"{app_label}: {name}"

    @property
    def reason(self) -> str:
        """What came of the last try, in words where we have any; else as the mail server said."""
        return str(REASONS.get(self.last_error, self.last_error))

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def is_trouble(self) -> bool:
        """Whether it did not arrive, or perhaps did not."""
        return self.state in (self.State.FAILED, self.State.PARKED)

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.html

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def can_be_resent(self) -> bool:
        is_over = self.is_blank or self.is_expired
        return not (self.is_waiting or is_over or self.resends.waiting().exists())


class MailText(models.Model):
    """The words of a mail as staff have changed them; without a row, it is the shipped ones.

    They stand in for the template `<template>_words.txt`: see `ijmsite.mail.words`.
    """

    template = models.CharField(_("mail"), max_length=100, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, editable=False
    )
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"), max_length=5000)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # When the shipped words had to be sent in place of these, as they could not be used.
    failed_at = models.DateTimeField(_("could not be used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        ordering = ["template", "language"]
        default_permissions = ["change", "view"]
        constraints = [
            models.UniqueConstraint(fields=["template", "language"], name="mail_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.language})"
