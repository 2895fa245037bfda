"""How the lists of what people sent us are narrowed."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


def where(request) -> str:
    """Return which rows are asked for: what waits; of a search, all that there are."""
    return request.GET.get("where") or ("all" if request.GET.get("q") else "waiting")


class WhereItStandsFilter(admin.SimpleListFilter):
    """Shows what waits for staff, unless asked for something else."""

    title = _("where it stands")
    parameter_name = "where"

    def __init__(self, request, *args):
        super().__init__(request, *args)
        self.default = where(request)

    def value(self):
        return super().value() or self.default

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
