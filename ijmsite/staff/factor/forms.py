import re

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from ijmsite.web.rates import TooOftenError

from ..times import clock_time
from .devices import accepts, codes_left, paper_of, phone_of

CODE = re.compile(r"[0-9]{6}")
RECOVERY_CODE = re.compile(r"[a-z2-7]{8}")
TOO_MANY = _(
    "There were too many wrong codes, so none is looked at now. Try again at %(time)s, or choose a "
    "new password by mail: then you can go on at once."
)
WRONG = _(
    "This code is not right: mistyped, used already, or too old. Type the one that your phone "
    "shows now, or wait half a minute for the next one."
)
WRONG_FOR_SET_UP = _(
    "This code does not belong to the QR code above. Type the one that your app shows now for this "
    "site; if it still is not right, set the clock of your phone to automatic."
)
OF_APP = _("The one that the app shows for this site now.")
WRONG_ON_PAPER = _("This is none of your recovery codes, or it was used already.")


class CodeField(forms.CharField):
    """Six digits, typed with or without blanks between them."""

    def __init__(self, **options):
        attributes = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "maxlength": 12,
        }
        options = {
            "label": _("Code of six digits"),
            "widget": forms.TextInput(attrs=attributes),
            "error_messages": {"required": _("Please type the code.")},
        } | options
        super().__init__(**options)

    def clean(self, value):
        code = "".join(super().clean(value).split())
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("A code has six digits."), code="form")
        return code


class ProofForm(forms.Form):
    """Asks for something that only `user` can know now; `device` is what has proven it."""

    wrong = WRONG

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def find_device(self):
        raise NotImplementedError

    def clean_code(self):
        self.device = self.find_device()
        code = self.cleaned_data["code"]
        try:
            is_right = self.device is not None and accepts(self.device, code)
        except TooOftenError as error:
            time = clock_time(error.until)
            raise forms.ValidationError(TOO_MANY, code="locked", params={"time": time}) from None
        if not is_right:
            raise forms.ValidationError(self.wrong, code="wrong")
        return code


class CodeForm(ProofForm):
    code = CodeField()
    code.widget.attrs["autofocus"] = True

    def find_device(self):
        return phone_of(self.user)


class RecoveryCodeForm(ProofForm):
    wrong = WRONG_ON_PAPER
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=20,
        help_text=_("Eight letters and digits, from the list that you printed or kept."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Please type one of your recovery codes.")},
    )

    def find_device(self):
        return paper_of(self.user) if codes_left(self.user) else None

    def clean_code(self):
        typed = self.cleaned_data["code"].lower().replace("-", "")
        self.cleaned_data["code"] = code = "".join(typed.split())
        if not RECOVERY_CODE.fullmatch(code):
            raise forms.ValidationError(self.wrong, code="wrong")
        return super().clean_code()


class SetUpForm(forms.Form):
    code = CodeField(help_text=OF_APP)


class PasswordForm(forms.Form):
    """Asks who sits here: an open session at an empty desk must not be enough."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please type your password.")},
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self):
        password = self.cleaned_data["password"]
        # By the same door as at sign-in, so that wrong ones are counted.
        if not authenticate(self.request, username=self.request.user.email, password=password):
            raise forms.ValidationError(_("This is not your password."), code="wrong")
        return password


class NewPhoneForm(PasswordForm):
    code = CodeField(help_text=OF_APP)
    field_order = ["code", "password"]
