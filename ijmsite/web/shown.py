"""Forms on rows that somebody else may change while the page is open."""


class ShownValuesMixin:
    """A form that knows what the page showed: changed is what its reader changed, not what
    differs from the row by now. Only `changed_data` is saved. A template that does not write its
    fields as Django does includes `form.shown`.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # What comes without them is compared with the row.
            is_told = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = is_told

    def shown(self):
        """Return the values as they were shown, as hidden fields."""
        return [field.as_hidden(only_initial=True) for field in self]
