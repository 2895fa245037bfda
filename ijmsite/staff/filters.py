"""How the lists of the desks are narrowed."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def where(request) -> str:
    """Return which rows are asked for: what waits; of a search, all that there are."""
    return request.GET.get("where") or ("all" if request.GET.get("q") else "waiting")


class TableFilter(admin.SimpleListFilter):
    """A filter whose choices are a table: the value in the address, the words, and which rows."""

    table: Sequence[tuple[str, str | Promise, Callable[[QuerySet, HttpRequest], QuerySet]]] = ()

    def lookups(self, request, model_admin):
        return [(value, words) for value, words, _which in self.table]

    def queryset(self, request, queryset):
        which = {value: which for value, _words, which in self.table}
        asked = self.value()
        return which[asked](queryset, request) if asked in which else queryset


class WhereItStandsFilter(TableFilter):
    """Shows what waits for staff, the first line of its table, unless asked for something else."""

    title = _("where it stands")
    parameter_name = "where"

    def __init__(self, request, *args):
        super().__init__(request, *args)
        self.default = "all" if request.GET.get("q") else self.table[0][0]

    def value(self):
        # What somebody made up is as none.
        asked = super().value()
        return asked if asked in {value for value, _words, _which in self.table} else self.default

    def choices(self, changelist):
        # Django's own first choice, "All", would be what is shown without a choice.
        _first, *choices = super().choices(changelist)
        return choices


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return settings.LANGUAGES

    def queryset(self, request, queryset):
        is_known = self.value() in dict(settings.LANGUAGES)
        return queryset.filter(language=self.value()) if is_known else queryset
