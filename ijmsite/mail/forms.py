from django import forms
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import MultiLineField, SingleLineField

from .models import MailText
from .words import EditableMail, Words


class LinesField(MultiLineField):
    """Lines that end as on our side, so that a browser counts as many characters as we do."""

    def to_python(self, value):
        return super().to_python(value and value.replace("\r\n", "\n"))


class WordsForm(forms.ModelForm):
    """The words of one mail in one language."""

    subject = SingleLineField(label=_("Subject"), max_length=120)
    text = LinesField(
        label=_("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 24, "cols": 60}),
        help_text=_(
            "An empty line begins a new paragraph. A line that begins with ## is a heading. "
            "Web addresses become links."
        ),
    )
    # Which words were changed: empty for the shipped ones.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = MailText
        fields = ["subject", "text"]

    def __init__(self, *args, mail: EditableMail, **kwargs):
        self.mail = mail
        super().__init__(*args, **kwargs)
        if mail.has_html:
            first = _("What stands first is the title.")
            self.fields["text"].help_text = f"{self.fields['text'].help_text} {first}"
        language = self.instance.language
        for name in self.Meta.fields:
            self.fields[name].widget.attrs["lang"] = language
        self.initial["seen"] = stamp(self.instance)

    @property
    def typed(self) -> Words:
        """Return what stands in the fields, usable or not, and no more of it than can be saved."""
        subject, text = (
            self.fields[name].to_python(self[name].value())[: self.fields[name].max_length]
            for name in self.Meta.fields
        )
        return Words(subject, text)

    def clean(self):
        words = Words(self.cleaned_data.get("subject", ""), self.cleaned_data.get("text", ""))
        for field, said in self.mail.problems(words).items():
            if field not in self.errors:
                self.add_error(field, said)
        return super().clean()


def stamp(text: MailText | None) -> str:
    """Return what tells one change of the words from the next."""
    return text.changed_at.isoformat() if text and text.pk else ""
