from django import forms
from django.utils.translation import gettext as _

from ijmsite.web.fields import SingleLineField
from ijmsite.web.typography import set_french

from .claims import claim_in

FRENCH = ["headline_fr", "text_fr"]
TEXTS = ["headline", "text", *FRENCH]


class BannerForm(forms.ModelForm):
    """A banner that promises something for a time says until when, and on which terms."""

    class Meta:
        field_classes = dict.fromkeys(TEXTS, SingleLineField)

    def clean(self):
        cleaned = super().clean()
        set_french(self, FRENCH)
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must lie after the start."))
        claim = next(filter(None, (claim_in(cleaned.get(name) or "") for name in TEXTS)), "")
        if claim:
            self.ask_for("ends_at", _("The text says “%(word)s”: please give the end."), claim)
            said = _("The text says “%(word)s”: please give the page with the terms.")
            self.ask_for("terms", said, claim)
        return cleaned

    def ask_for(self, name, said, claim):
        # One that was typed, but wrongly, has its own error.
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, said % {"word": claim})
