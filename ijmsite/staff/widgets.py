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


class SearchWidget:
    """A field in which one searches: named by its label, and proof against forged keys."""

    @property
    def media(self):
        return super().media + forms.Media(
            js=[forms.Script("admin_desk/search-select.js", defer=True)]
        )

    def optgroups(self, name, value, attrs=None):
        # Django's widget looks up whatever was sent.
        model = self.field.remote_field.model
        return super().optgroups(name, [v for v in value if is_possible(model, v)], attrs)


class SearchSelect(SearchWidget, AutocompleteSelect):
    pass


class SearchSelectMultiple(SearchWidget, AutocompleteSelectMultiple):
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
