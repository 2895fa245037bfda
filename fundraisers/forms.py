from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import AddressField, SingleLineField
from ijmsite.web.shown import ShownValuesMixin
from ijmsite.web.traps import TrapsMixin
from ijmsite.web.typos import AddressHintMixin

from .consent import BOXES, Box
from .fields import AnyEventDateField, EventDateField
from .models import Fundraiser


class FundraiserForm(TrapsMixin, AddressHintMixin, forms.ModelForm):
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
    event_date = EventDateField(
        label=_("Date of your event"), required=False, help_text=_("If you know it already.")
    )
    city = SingleLineField(label=_("City or town"), max_length=120, required=False)
    # What is odd or missing is the language of the page, and no error.
    language = forms.Field(
        label=_("In which language shall we write to you?"),
        required=False,
        widget=forms.Select(
            choices=[("", _("In the language of this page")), ("en", "English"), ("fr", "Français")]
        ),
    )
    # Unticked in every state, apart from the sign-up, and never a condition of the guide:
    # CRTC Compliance and Enforcement Information Bulletins 2012-548 and 2012-549.
    planning_consent = forms.BooleanField(required=False)
    news_consent = forms.BooleanField(required=False)

    class Meta:
        model = Fundraiser
        fields = ["name", "email", "idea", "event_date", "city", "language"]
        labels = {"idea": _("Your idea")}

    def clean_language(self):
        language = self.cleaned_data["language"]
        return language if language in dict(settings.LANGUAGES) else get_language()

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "signup_%s")
        super().__init__(*args, **kwargs)
        for name, token in [("name", "name"), ("email", "email"), ("city", "address-level2")]:
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields["idea"].choices = [("", _("Choose one")), *Fundraiser.Idea.choices]

    @property
    def submission(self):
        """Return what makes a submission one: all that was typed, and the boxes."""
        names = [*self.Meta.fields, *(box.field for box in BOXES)]
        fields = {name: self.cleaned_data[name] for name in names}
        return fields | {"email": fields["email"].casefold()}

    @property
    def ticked(self) -> list[Box]:
        return [box for box in BOXES if self.cleaned_data[box.field]]

    @property
    def boxes(self) -> list[tuple[forms.BoundField, str]]:
        """Return the boxes with the words beside them, for the page."""
        return [(self[box.field], box.text) for box in BOXES]


class SupporterForm(ShownValuesMixin, forms.ModelForm):
    """What supporters told us about their fundraiser: corrected by themselves, or by staff."""

    name = SingleLineField(label=_("Name"), max_length=120)
    email = AddressField(label=_("Email"), max_length=254)
    # It may have passed: an event that was held has a date too.
    event_date = AnyEventDateField(label=_("Date of the event"), required=False)
    city = SingleLineField(label=_("City or town"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)

    class Meta:
        model = Fundraiser
        fields = ["name", "email", "idea", "event_date", "city", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idea"].choices = [("", _("Not said")), *Fundraiser.Idea.choices]
