from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FURTHEST = 5  # years


class AnyEventDateField(forms.DateField):
    """The day of an event, past or to come."""

    def __init__(self, **options):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget} | options)

    def validate(self, value):
        super().validate(value)
        if value and value.year > timezone.localdate().year + FURTHEST:
            raise ValidationError(_("Please give a nearer date."), code="far")


class EventDateField(AnyEventDateField):
    """The day of an event that is still to come."""

    def validate(self, value):
        super().validate(value)
        if value and value < timezone.localdate():
            raise ValidationError(_("This date has passed."), code="past")
