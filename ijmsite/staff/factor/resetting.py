"""How an administrator helps somebody who lost the phone and the recovery codes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import SingleLineField

from ..models import AuditEvent, User
from ..steps import Step, StepForm
from . import devices


class ResetForm(StepForm):
    reason = SingleLineField(
        label=_("Why"),
        max_length=200,
        help_text=_("It stands in the audit list: no names of others, please."),
        error_messages={"required": _("Please say why.")},
    )
    is_certain = forms.BooleanField(
        label=_("I have seen the person, or called at a number that we knew before."),
        error_messages={"required": _("Please make sure first: this is how accounts are stolen.")},
    )


def is_possible(user: User, by: User) -> bool:
    """Return whether somebody may reset this: never the own, which a stolen session could."""
    return user != by and devices.phone_of(user) is not None


def reset(user: User, by: User, reason: str, is_certain: bool) -> bool:
    if not is_possible(user, by):
        return False
    devices.reset(user, by, reason)
    return True


RESET = Step(
    "reset_factor",
    _("Reset the second factor"),
    _("The person is signed out, and sets up a phone at the next sign-in, with the password."),
    reset,
    AuditEvent.Action.RESET_FACTOR,
    form=ResetForm,
)
