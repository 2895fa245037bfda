from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ijmsite.web.starts import Start


class UserManager(BaseUserManager):
    use_in_migrations = True

    def _create(self, email, password, **fields):
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email, password=None, **fields):
        return self._create(email, password, **fields)

    def create_superuser(self, email, password=None, **fields):
        return self._create(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())

    def administrators(self):
        """Return those who may do everything, and can sign in."""
        return self.filter(is_active=True, is_staff=True, is_superuser=True)


class User(AbstractUser):
    """A member of staff, who signs in with an email address."""

    username = None
    email = models.EmailField(_("email address"), unique=True)
    # In a row, from anywhere: see `locks`.
    wrong_passwords = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")
        ordering = ["first_name", "last_name", "email"]

    def __str__(self):
        return self.get_full_name() or self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    def save(self, *args, update_fields=None, **kwargs):
        """Save; with a new password, wherever it was chosen, a stop by `locks` ends."""
        if self._password is not None:
            self.wrong_passwords = 0
            update_fields = update_fields and {*update_fields, "wrong_passwords"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def awaits_password(self):
        """Whether the person was invited and has not chosen a password yet."""
        return not self.has_usable_password()

    def _get_session_auth_hash(self, secret=None):
        """Return what a session must hold to be this person's: another password or role ends it.

        Whatever a page asks about permissions afterwards is known by then.
        """
        of_password = super()._get_session_auth_hash(secret)
        may = "all" if self.is_superuser else ",".join(sorted(self.get_all_permissions()))
        text = f"{of_password} {may}"
        return salted_hmac("staff.session", text, secret=secret, algorithm="sha256").hexdigest()


class AuditEvent(models.Model):
    """Something that somebody did and must answer for; see `audit.record`."""

    class Action(models.TextChoices):
        PUBLISH = "publish", _("Published")
        SCHEDULE = "schedule", _("Scheduled")
        TIMES = "times", _("Changed the times of publication")
        WITHDRAW = "withdraw", _("Withdrew")
        OVERRIDE = "override", _("Published against a check")
        CORRECT = "correct", _("Corrected")
        ADDRESS = "address", _("Changed the address")
        RESTORE = "restore", _("Restored a revision")
        IMPORT = "import", _("Imported")
        DELETE = "delete", _("Deleted")
        EXPORT = "export", _("Exported")
        LINK = "link", _("Made a reading link")
        REVOKE = "revoke", _("Revoked a reading link")
        REVIEW = "review", _("Reviewed")
        CLAIM = "claim", _("Claimed")
        ASSIGN = "assign", _("Assigned")
        ANSWER = "answer", _("Marked as answered")
        CLOSE = "close", _("Closed")
        REOPEN = "reopen", _("Opened again")
        SPAM = "spam", _("Marked as spam")
        RELEASE = "release", _("Released from quarantine")
        CONTACT = "contact", _("Was in touch")
        PLAN = "plan", _("Marked the event as planned")
        HOLD = "hold", _("Marked the event as held")
        THANK = "thank", _("Thanked")
        RESEND = "resend", _("Sent again")
        ERASE = "erase", _("Erased a person’s data")
        UNSUBSCRIBE = "unsubscribe", _("Entered a withdrawal")
        IMPLY = "imply", _("Entered an implied consent")
        CONSENT = "consent", _("Withdrew the consent for a photo")
        CONSENT_AGAIN = "consent_again", _("Recorded a new consent for a photo")
        LOCK = "lock", _("Locked the sign-in after wrong passwords")
        STOP = "stop", _("Stopped the sign-in until a new password")
        SET_UP_FACTOR = "set_up_factor", _("Set up the second factor")
        NEW_CODES = "new_codes", _("Made new recovery codes")
        RECOVERY = "recovery", _("Signed in with a recovery code")
        RESET_FACTOR = "reset_factor", _("Reset the second factor")
        WRONG_CODES = "wrong_codes", _("Refused codes after too many wrong ones")
        ADD_ACCOUNT = "add_account", _("Added the account")
        ROLES = "roles", _("Changed the roles")
        EMAIL = "email", _("Changed the email address")
        DEACTIVATE = "deactivate", _("Deactivated the account")
        ACTIVATE = "activate", _("Activated the account again")
        PASSWORD = "password", _("Chose a new password")
        SIGN_IN_LINK = "sign_in_link", _("Made a one-time sign-in link")

    # In the place of a name, where people do something with their own data.
    THEMSELVES = "(themselves)"

    at = models.DateTimeField(_("time"), auto_now_add=True)
    action = models.CharField(_("what"), max_length=20, choices=Action)
    # The name stays when the account goes; "" for a command on the machine.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_name = models.CharField(_("who"), max_length=160, blank=True)
    # What it was done to: its model as "news.article", its key, and how it was called then.
    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    label = models.CharField(_("to what"), max_length=200)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["model", "object_id", "-at"]),
            models.Index(fields=["-at", "-id"]),
            models.Index(fields=["action", "-at", "-id"], name="audit_by_action"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_by_actor"),
            # How the words of a search begin.
            models.Index(Start("label"), name="audit_label_begins"),
            models.Index(Start("actor_name"), name="audit_actor_begins"),
        ]

    def __str__(self):
        return f"{self.get_action_display()}: {self.label}"

    @property
    def who(self):
        if self.action == self.Action.REVIEW:
            return _("%(name)s (reading link)") % {"name": self.actor_name}
        if self.actor_name == self.THEMSELVES:
            return _("the person themselves")
        return self.actor_name or _("a command on the machine")


class NoteModel(models.Model):
    """What a member of staff wrote down about a row, for the others at the desk."""

    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # The name stays when the account goes.
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "id"]
        default_permissions = []

    def __str__(self):
        return f"{self.by_name}, {self.at:%Y-%m-%d}"
