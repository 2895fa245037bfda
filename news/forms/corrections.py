from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.corrections import last_seen, wording
from news.models import Article, Correction

from .asking import AskingForm

NOTE_LENGTH = Correction._meta.get_field("note").max_length


class EditKind(models.TextChoices):
    MINOR = "minor", _("Minor: spelling or style. What readers learned stays the same.")
    CORRECTION = "correction", _("Correction: something was wrong. The article says so, with date.")


class CorrectionForm(AskingForm):
    """Whoever changes words that readers have seen says whether something was wrong."""

    edit_kind = forms.ChoiceField(
        label=_("This edit is"),
        choices=EditKind,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of the two.")},
    )
    correction_note = forms.CharField(
        label=_("What readers are told"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
        help_text=_(
            "Only for a correction, in the language of the article: what was wrong, and what is "
            "right. Such as: “An earlier version said that 40 boats were bought. It is four.”"
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What readers saw last: a text may be rewritten while it is withdrawn.
        self.wording_before = wording(last_seen(self.instance))

    def ask_before_saving(self):
        super().ask_before_saving()
        kind = self.cleaned_data.get("edit_kind")
        note = self.cleaned_data.get("correction_note")
        if not self.was_public:
            return
        if kind == EditKind.CORRECTION and not note and "correction_note" not in self.errors:
            self.add_error(
                "correction_note", _("Please tell readers what was wrong and what is right.")
            )
        elif note and kind != EditKind.CORRECTION:
            self.add_error(
                "edit_kind", _("There is a note to readers. Choose “Correction”, or remove it.")
            )
        elif not kind and self.changes_what_readers_saw and "edit_kind" not in self.errors:
            self.add_error(
                "edit_kind",
                _("Readers have seen other words. Please say what kind of edit this is."),
            )

    @property
    def changes_what_readers_saw(self):
        is_shown = self.cleaned_data.get("status") == Article.Status.PUBLISHED
        return is_shown and wording(self.instance) != self.wording_before

    @property
    def correction(self) -> str:
        """Return the note of a valid form to readers, or "" where it makes no correction."""
        if not self.was_public or self.cleaned_data["edit_kind"] != EditKind.CORRECTION:
            return ""
        return self.cleaned_data["correction_note"]
