import re

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm, Textarea
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin, time_column
from ijmsite.web.fields import MultiLineField
from ijmsite.web.typography import set_french

from ..models import Boilerplate

TEXTS = ["text", "text_fr"]
# How far a text may be from its length, in percent.
TOLERANCE = 15


def count_words(text):
    """Count as an editor does: a mark that stands alone, as in « mot », is no word."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


class BoilerplateForm(ModelForm):
    class Meta:
        model = Boilerplate
        fields = ["words", *TEXTS]
        field_classes = dict.fromkeys(TEXTS, MultiLineField)
        widgets = dict.fromkeys(TEXTS, Textarea({"rows": 10, "class": "vLargeTextField"}))

    def clean(self):
        cleaned = super().clean()
        for name in TEXTS:
            if name in cleaned:
                # One paragraph, however it was pasted.
                cleaned[name] = re.sub(r"\s*[\r\n]+\s*", " ", cleaned[name])
        set_french(self, ["text_fr"])
        if words := cleaned.get("words"):
            for name in TEXTS:
                self.check_length(name, words)
        return cleaned

    def check_length(self, name, words):
        count = count_words(self.cleaned_data.get(name, ""))
        least, most = words * (100 - TOLERANCE) // 100, words * (100 + TOLERANCE) // 100
        if name not in self.errors and not least <= count <= most:
            said = _("This has %(count)s words; please write %(least)s to %(most)s.")
            params = {"count": count, "least": least, "most": most}
            self.add_error(name, ValidationError(said, code="length", params=params))


@admin.register(Boilerplate)
class BoilerplateAdmin(DeskAdmin):
    form = BoilerplateForm
    list_display = ["words", "beginning", "changed"]
    fieldsets = [
        (None, {"fields": ["words"]}),
        (_("English"), {"fields": ["text"]}),
        (_("French"), {"fields": ["text_fr"]}),
    ]
    changed = time_column("changed_at", _("changed"))

    @admin.display(description=_("text"))
    def beginning(self, boilerplate):
        return f"{boilerplate.text[:80].rstrip()}…"
