"""Traps for programs that fill in forms; whoever falls into one is not refused, but looked at.

Pages that are the same bytes for every reader have no time of their own: there, only the hidden
field is a trap.
"""

from datetime import datetime, timedelta

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FASTEST = timedelta(seconds=3)
# Longer than the 20 hours after which a time limit needs no warning (WCAG 2.2, criterion 2.2.1).
LONGEST = timedelta(hours=25)
# What staff read of the codes in `form.traps`.
REASONS = {
    "filled": gettext_lazy("Filled in the field that people do not see"),
    "fast": gettext_lazy("Sent within three seconds"),
    "forged": gettext_lazy("Changed the time that the form carries"),
}


def stamp() -> str:
    """Return a signed time, for a form on a page that is made for one visitor."""
    return _signer().sign(str(int(timezone.now().timestamp() * 1000)))


def age_of(stamp: str) -> timedelta:
    """Return how long ago it was made; raise `BadSignature` where it is none of ours.

    Less than nothing: by the clock of another machine, which is ahead.
    """
    try:
        milliseconds = int(_signer().unsign(stamp))
    except UnicodeEncodeError:
        raise signing.BadSignature("not text") from None
    made_at = datetime.fromtimestamp(milliseconds / 1000, tz=timezone.get_default_timezone())
    return timezone.now() - made_at


def _signer() -> signing.Signer:
    return signing.Signer(salt="ijmsite.web.traps")


class TrapsMixin:
    """A form with traps. Where its page is made for one visitor, the view gives it a time:
    `initial={"rendered": traps.stamp()}`. The template includes `_traps.html`.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Neither browsers nor password managers know a "subject"; programs seldom leave it out.
        self.fields["subject"] = forms.Field(
            label=gettext_lazy("Leave this field empty"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )
        self.fields["rendered"] = forms.Field(required=False, widget=forms.HiddenInput)

    @property
    def traps(self) -> list[str]:
        """Return codes of the traps that the sender fell into. What is absent says nothing."""
        found = ["filled"] if (self["subject"].value() or "").strip() else []
        if rendered := self["rendered"].value():
            try:
                found += ["fast"] if timedelta() <= age_of(rendered) < FASTEST else []
            except signing.BadSignature:
                found.append("forged")
        return found

    def clean(self):
        cleaned_data = super().clean()
        if self._is_expired():
            self._post("rendered", "")
            self.add_error(
                None,
                forms.ValidationError(
                    _(
                        "This page has been open for more than a day, so we would like to be "
                        "sure. Nothing is lost: please check what you wrote and send it again."
                    ),
                    code="expired",
                ),
            )
        return cleaned_data

    def _is_expired(self) -> bool:
        try:
            return age_of(self["rendered"].value() or "") > LONGEST
        except signing.BadSignature:
            return False

    def _post(self, name: str, value: str) -> None:
        """Put a value in the place of what was posted, for when the form is shown again."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value
