"""Choosing from other rows, where what was sent may be no key at all."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


def is_possible(model, key) -> bool:
    """Tell whether a row of `model` could have this key; databases refuse to look for others."""
    try:
        model._meta.pk.clean(key, None)
    except ValidationError:
        return False
    return True


class PossibleKeys:
    """Show what was chosen, without what nobody can have chosen: Django's widget looks it up."""

    def optgroups(self, name, value, attrs=None):
        model = self.field.remote_field.model
        return super().optgroups(name, [v for v in value if is_possible(model, v)], attrs)


class SearchSelect(PossibleKeys, AutocompleteSelect):
    pass


class SearchSelectMultiple(PossibleKeys, AutocompleteSelectMultiple):
    pass


class SeveralField(forms.ModelMultipleChoiceField):
    """Rows to choose from, where a key that is no key is no choice either."""

    def clean(self, value):
        for key in value or ():
            if not is_possible(self.queryset.model, key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": key}
                )
        return super().clean(value)
