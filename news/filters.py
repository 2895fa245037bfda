"""How readers narrow the list of news. What is odd is left out, and never an error."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from .models import Article, Topic
from .search import MAX_LENGTH


class SearchField(forms.CharField):
    def to_python(self, value):
        return super().to_python(value)[:MAX_LENGTH]


class ArticleFilterForm(forms.Form):
    q = SearchField(label=_("Words in the text"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(
        label=_("Written in"),
        required=False,
        choices=[("", pgettext_lazy("language", "Any")), *settings.LANGUAGES],
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(), required=False, to_field_name="slug", widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="filter_%s", label_suffix="", **kwargs)
        years = [(year, year) for year in public_years()]
        self.fields["year"].choices = [("", pgettext("year", "Any")), *years]
        for name in ("year", "language"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.is_valid()  # What is not valid is missing in the cleaned data.

    @property
    def chosen(self):
        """Return what was chosen and can be: a subset of the fields, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self):
        """Return the choices as they stand in an address, without the topic."""
        return self.query_for(self.chosen.get("q"))

    def query_for(self, words):
        """Return the choices as they stand in an address, with other words."""
        chosen = self.chosen | ({"q": words} if words else {})
        return urlencode({name: chosen[name] for name in chosen if name != "topic"})

    def narrow(self, articles):
        """Return those of `articles` that are as chosen, whatever their words."""
        conditions = {"topic": "topics", "year": "publish_at__year", "language": "language"}
        for name, lookup in conditions.items():
            if name in self.chosen:
                articles = articles.filter(**{lookup: self.chosen[name]})
        return articles


def public_years():
    """Return the years with news, the latest first; one without any between them stays in."""
    ends = Article.objects.published().aggregate(first=Min("publish_at"), last=Max("publish_at"))
    if ends["first"] is None:
        return []
    first, last = (timezone.localtime(ends[name]).year for name in ("first", "last"))
    return list(range(last, first - 1, -1))
