from django import forms


class AskingForm(forms.ModelForm):
    """A form that asks more of an article that is to be saved than of one to be previewed."""

    was_asked = False
    is_repeated = False  # the same person sent the same words before

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Before anything that was typed changes it.
        self.was_public = bool(self.instance.pk) and self.instance.was_public

    def is_valid(self):
        if self.is_bound and not self.was_asked:
            self.was_asked = True
            self.errors  # noqa: B018 (what was typed is read first)
            self.ask_before_saving()
        return super().is_valid()

    def ask_before_saving(self):
        """Add the errors that keep what was typed from being saved."""
