"""How readers narrow the list of news. What is odd is left out, and never an error."""

import re
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import Q, Subquery
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from ijmsite.web.prepared import prepared
from ijmsite.web.standing import passing, standing

from .models import Article, Topic
from .paging import Cursor
from .search import MAX_LENGTH, search_words

# One phrase and nothing else, without its quotation marks and the blanks in them.
PHRASE = re.compile(r'["“«]\s*([^"“”«»]*[^"“”«»\s])\s*["”»]')


class SearchField(forms.CharField):
    def to_python(self, value):
        text = super().to_python(value)[:MAX_LENGTH]
        # Two quotation marks ask for nothing.
        return text if search_words(text) else ""


class ArticleFilterForm(forms.Form):
    q = SearchField(label=_("Words in the text"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(
        label=_("Written in"),
        required=False,
        choices=[("", pgettext_lazy("language", "Any")), *settings.LANGUAGES],
    )
    topic = forms.TypedChoiceField(required=False, empty_value=None, widget=forms.HiddenInput)
    # Of what a search has found; else the best come first.
    order = forms.ChoiceField(required=False, choices=[("newest", "")], widget=forms.HiddenInput)

    def __init__(self, data, topics, years):
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.fields["topic"].choices = topics.items()
        self.fields["topic"].coerce = topics.get
        self.fields["year"].choices = [("", pgettext("year", "Any")), *((y, y) for y in years)]
        for name in ("year", "language"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.is_valid()  # What is not valid is missing in the cleaned data,
        self.errors.clear()  # and nothing is said of it.


class Choices(dict):
    """What was chosen, by name; None for a field that was left as it is, as templates ask for."""

    def __missing__(self, name):
        if name in ArticleFilterForm.base_fields:
            return None
        raise KeyError(name)


class ArticleFilters:
    def __init__(self, data):
        self.data = data
        self.topics = {topic.slug: topic for topic in all_topics()}
        self.years = public_years()

    @cached_property
    def form(self):
        return ArticleFilterForm(self.data, self.topics, self.years)

    @cached_property
    def chosen(self):
        """Return what was chosen and can be: a subset of the fields, by name."""
        # Most readers choose nothing, and their form is kept: nobody needs to make it.
        if self.data.keys().isdisjoint(ArticleFilterForm.base_fields):
            return Choices()
        chosen = {name: value for name, value in self.form.cleaned_data.items() if value}
        # The news have one order.
        return Choices(chosen if "q" in chosen else {n: chosen[n] for n in chosen if n != "order"})

    @property
    def words(self):
        """Return what is searched for, to stand in quotation marks: a phrase has its own."""
        asked = self.chosen.get("q", "")
        phrase = PHRASE.fullmatch(asked)
        return phrase[1] if phrase else asked

    @cached_property
    def query(self):
        """Return the choices as they stand in an address, without the topic."""
        return self.query_for()

    @property
    def query_by_date(self):
        return self.query_for(order="newest")

    @property
    def query_by_rank(self):
        return self.query_for(order="")

    def query_for(self, **others):
        """Return the choices as they stand in an address, with `others` in their place."""
        chosen = self.chosen | others
        return urlencode({n: chosen[n] for n in chosen if n != "topic" and chosen[n]})

    @property
    def kept_query(self):
        """Return the query that chooses the same in the other language; "" for none."""
        chosen = {name: getattr(value, "slug", value) for name, value in self.chosen.items()}
        # The place in a list is one in both; a page of what was found has another number there.
        place = Cursor.read(self.data.get("before", ""))
        chosen |= {"before": str(place)} if place else {}
        return f"?{urlencode(chosen)}" if chosen else ""

    def address(self, path):
        """Return the address of the first page of what was chosen at `path`."""
        return f"{path}?{self.query}" if self.query else path

    def narrow(self, articles):
        """Return those of `articles` that are as chosen, whatever their words."""
        if "language" in self.chosen:
            articles = articles.filter(language=self.chosen["language"])
        if year := self.chosen.get("year"):
            start, end = (timezone.make_aware(datetime(y, 1, 1)) for y in (year, year + 1))  # noqa: DTZ001 (made aware)
            articles = articles.begun_at(Q(publish_at__lt=end, publish_at__gte=start))
        return articles.about([self.chosen["topic"]]) if "topic" in self.chosen else articles


@standing
@prepared(Topic)
def all_topics():
    return Topic.objects.all()


@passing
def public_years():
    """Return the years with news, the latest first; one without any between them stays in."""
    return [
        year
        for newest, oldest in ends_of_news(now=timezone.now())
        # PostgreSQL extracts a decimal number.
        for year in range(int(newest), int(oldest) - 1, -1)
    ]


@prepared()
def ends_of_news(now):
    """Ask for the years of the newest and the oldest article."""
    # The least and the greatest of them all would be looked for among all.
    published = Article.objects.published(now)
    year = ExtractYear("publish_at")
    first = Subquery(published.order_by("publish_at").values(year=year)[:1])
    return published.order_by("-publish_at").values_list(year, first)[:1]
