from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordResetForm, UsernameField
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import AddressField, SingleLineField

from . import locks
from .models import User
from .roles import ADMINISTRATOR, ROLES, ROLES_IN_WORDS, roles_of
from .services import send_password_reset
from .standing import Standing, gives_more, standing_of
from .times import clock_time, office_time

NOT_YOURS = _("This is not your password.")
# As the account that `make run` makes: it came in by a link.
HAS_NONE = _(
    "This account has no password yet. Sign out and press “Forgotten your password?”: a mail "
    "brings a link to choose one."
)


class SignInForm(AdminAuthenticationForm):
    username = UsernameField(
        label=_("Email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "This address and this password do not belong together, or the account is not active. "
            "After very many wrong passwords, only a new one opens it: see “Forgotten your "
            "password?” below."
        ),
        "locked": _(
            "There were too many wrong passwords for this address, so none is looked at from here "
            "until %(time)s. In a hurry? “Forgotten your password?” below sends you a link to a "
            "new one."
        ),
    }

    def get_invalid_login_error(self):
        if until := locks.locked_until(self.cleaned_data["username"], self.request):
            is_near = until - timezone.now() <= locks.LOCKED_FOR
            time = {"time": clock_time(until) if is_near else office_time(until)}
            return forms.ValidationError(self.error_messages["locked"], "locked", time)
        return super().get_invalid_login_error()


class ForgottenPasswordForm(PasswordResetForm):
    """Django's form, which hides errors while sending; here they undo the request."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    def get_users(self, email):
        # Invited people who have no password yet, too: they may have lost the invitation.
        return User.objects.filter(email=email.lower(), is_active=True)

    @transaction.atomic
    def save(self, **options):
        for user in self.get_users(self.cleaned_data["email"]):
            send_password_reset(user)


class OwnPasswordField(forms.CharField):
    """Asks who sits here: an open session at an empty desk must not be enough."""

    def __init__(self, **options):
        options = {
            "label": _("Your password"),
            "strip": False,
            "widget": forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            "error_messages": {"required": _("Please type your password.")},
        } | options
        super().__init__(**options)

    def has_changed(self, initial, data):
        return False  # Or the history of an account would say that its password was changed.


def refuse_password_of_others(request, password):
    """Raise `ValidationError` unless it is the password of whoever is signed in."""
    if not request.user.has_usable_password():
        raise forms.ValidationError(HAS_NONE, code="none")
    # By the same door as at sign-in, so that wrong ones are counted.
    if authenticate(request, username=request.user.email, password=password) is None:
        raise forms.ValidationError(NOT_YOURS, code="wrong")


class StaffAccountForm(forms.ModelForm):
    first_name = SingleLineField(label=_("First name"), max_length=150)
    last_name = SingleLineField(label=_("Last name"), max_length=150, required=False)
    email = AddressField(label=_("Email address"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("What this person does"),
        choices=list(ROLES_IN_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    own_password = OwnPasswordField(
        required=False,
        help_text=_(
            "Needed to make somebody an administrator, and to give an account another role, "
            "another address, or back to somebody."
        ),
    )
    request = None  # whose password it is; the admin says

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = standing_of(self.instance)
        if self.before:
            self.fields["roles"].initial = roles_of(self.instance)

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _("There is an account with this address already."), code="unique"
            )
        return email

    def clean(self):
        super().clean()
        self._keep_an_administrator()
        if not self.errors and gives_more(self.before, self.now):
            self._check_own_password()
        return self.cleaned_data

    @property
    def now(self):
        """The standing that the account shall have."""
        data = self.cleaned_data
        return Standing(data["email"], frozenset(data["roles"]), data.get("is_active", True))

    def _check_own_password(self):
        if not (typed := self.cleaned_data["own_password"]):
            why = _("This gives an account more than it had, so please type your password as well.")
            self.add_error("own_password", forms.ValidationError(why, "required"))
            return
        try:
            refuse_password_of_others(self.request, typed)
        except forms.ValidationError as error:
            self.add_error("own_password", error)

    def _keep_an_administrator(self):
        others = User.objects.administrators().exclude(pk=self.instance.pk)
        was = User.objects.administrators().filter(pk=self.instance.pk)
        if not was.exists() or others.exists():
            return
        why = _("This is the only active administrator. Make somebody else one first.")
        if ADMINISTRATOR not in self.cleaned_data.get("roles", [ADMINISTRATOR]):
            self.add_error("roles", why)
        if not self.cleaned_data.get("is_active", True):
            self.add_error("is_active", why)

    def _post_clean(self):
        super()._post_clean()
        self.instance.is_staff = True
        self.instance.is_superuser = ADMINISTRATOR in self.cleaned_data.get("roles", [])

    def save_roles(self):
        """Give the saved account its groups; groups that are no role of ours stay."""
        others = self.instance.groups.exclude(name__in=ROLES)
        chosen = Group.objects.filter(name__in=self.cleaned_data["roles"])
        self.instance.groups.set([*others, *chosen])
