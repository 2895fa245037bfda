from django import forms
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import SingleLineField

from ..fields import EventDateField
from .event import Event


class PlanForm(forms.Form):
    """What a poster and a calendar say of an event; nothing of it is stored."""

    title = SingleLineField(
        label=_("What it is called"),
        max_length=80,
        help_text=_("Such as “Polar dip at Harrow Bay” or “Bake sale for freedom”."),
        error_messages={"required": _("Tell us what to write in large letters.")},
    )
    event_date = EventDateField(
        label=_("Date of your event"), error_messages={"required": _("Tell us the day.")}
    )
    starts_at = forms.TimeField(
        label=_("Start time"),
        required=False,
        help_text=_("Without a time, it fills the whole day in the calendar."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = SingleLineField(
        label=_("Place"),
        max_length=120,
        required=False,
        help_text=_("As people find it: the name of the hall, the street, the town."),
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "plan_%s")
        super().__init__(*args, **kwargs)
        for name in ["title", "place"]:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def event(self) -> Event:
        data = self.cleaned_data
        return Event(data["title"], data["event_date"], data["starts_at"], data["place"])
