import re

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ijmsite.web.rates import TooOftenError

from ..forms import HAS_NONE, OwnPasswordField, refuse_password_of_others
from ..times import clock_time, office_time
from .devices import TooManyTodayError, accepts, codes_left, paper_of, phone_of

CODE = re.compile(r"[0-9]{6}")
RECOVERY_CODE = re.compile(r"[a-z2-7]{8}")
TOO_MANY = _(
    "There were too many wrong codes, so none is looked at now. Try again at {time}, or "
    '<a href="{address}">choose a new password by mail</a>: then you can go on at once.'
)
TOO_MANY_TODAY = _(
    "There were too many wrong codes today, so none from the phone is looked at until %(time)s, "
    "also after a new password. A recovery code signs you in; without one, ask an administrator."
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
        except TooManyTodayError as error:
            time = office_time(error.until)
            raise forms.ValidationError(TOO_MANY_TODAY, "locked", {"time": time}) from None
        except TooOftenError as error:
            time, address = clock_time(error.until), reverse("admin_password_reset")
            said = format_html(TOO_MANY, time=time, address=address)
            raise forms.ValidationError(said, code="locked") from None
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
    password = OwnPasswordField()

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if not request.user.has_usable_password():
            self.fields["password"].help_text = HAS_NONE

    def clean_password(self):
        password = self.cleaned_data["password"]
        refuse_password_of_others(self.request, password)
        return password
