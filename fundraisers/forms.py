from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import AddressField, SingleLineField

from .consent import BOXES, Box
from .models import Fundraiser


class FundraiserForm(forms.ModelForm):
    """The sign-up: a name and an address; everything else may stay empty."""

    name = SingleLineField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": _("Tell us who you are.")},
    )
    email = AddressField(
        label=_("Email"),
        max_length=254,
        help_text=_("We send the guide to this address."),
        error_messages={"required": _("Tell us where to send the guide.")},
    )
    event_date = forms.DateField(
        label=_("Date of your event"),
        required=False,
        help_text=_("If you know it already."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    city = SingleLineField(label=_("City or town"), max_length=120, required=False)
    # Unticked in every state, apart from the sign-up, and never a condition of the guide:
    # CRTC Compliance and Enforcement Information Bulletins 2012-548 and 2012-549.
    planning_consent = forms.BooleanField(required=False)
    news_consent = forms.BooleanField(required=False)

    class Meta:
        model = Fundraiser
        fields = ["name", "email", "idea", "event_date", "city"]
        labels = {"idea": _("Your idea")}

    def clean_event_date(self):
        event_date = self.cleaned_data["event_date"]
        if event_date and event_date < timezone.localdate():
            raise forms.ValidationError(_("This date has passed."), code="past")
        if event_date and event_date.year > timezone.now().year + 5:
            raise forms.ValidationError(_("Please give a nearer date."), code="far")
        return event_date

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "signup_%s")
        super().__init__(*args, **kwargs)
        for name, token in [("name", "name"), ("email", "email"), ("city", "address-level2")]:
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields["idea"].choices = [("", _("Choose one")), *Fundraiser.Idea.choices]

    @property
    def ticked(self) -> list[Box]:
        return [box for box in BOXES if self.cleaned_data[box.field]]

    @property
    def boxes(self) -> list[tuple[forms.BoundField, str]]:
        """Return the boxes with the words beside them, for the page."""
        return [(self[box.field], box.text) for box in BOXES]
