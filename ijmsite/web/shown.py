"""Forms on rows that somebody else may change while the page is open."""

from django import forms


class ShownInput(forms.HiddenInput):
    """A value as the page showed it; no error is told of it (HTML allows no ARIA on it)."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {name: value for name, value in attrs.items() if not name.startswith("aria-")}


class ShownValuesMixin:
    """A form that knows what the page showed: changed is what its reader changed, not what
    differs from the row by now. Only `changed_data` is saved.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # What comes without them is compared with the row.
            is_told = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = is_told
            field.hidden_widget = ShownInput
