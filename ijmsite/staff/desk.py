"""What the desks of the admin have in common."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import admin
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# Beyond it a time of one zone has no counterpart in another, and databases refuse it.
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def office_time(moment: datetime) -> str:
    """Return a time as the office reads it, with its zone: "Tue 3 Mar 2026 09:00 EST"."""
    return dateformat.format(timezone.localtime(moment), "D j M Y H:i T")


def time_column(field, description):
    """Return a column, or a read-only field, that shows the time in `field` with its zone."""

    @admin.display(description=description, ordering=field)
    def column(model_admin, obj):
        moment = getattr(obj, field)
        if moment is None:
            return "–"
        said = office_time(moment)
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), said)

    return column


def typed_column(field, description):
    """Return a column with a line that a stranger typed: isolated, so that it reorders nothing."""

    @admin.display(description=description, ordering=field)
    def column(model_admin, obj):
        return format_html("<bdi>{}</bdi>", getattr(obj, field) or "–")

    return column


class DeskAdmin(admin.ModelAdmin):
    """An admin whose times to fill in say which clock they mean."""

    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, models.DateTimeField):
            zone = timezone.localtime().tzname()
            said = _("Office time: %(place)s, now %(zone)s.") % {
                "place": settings.TIME_ZONE.replace("_", " "),
                "zone": zone,
            }
            field.help_text = f"{field.help_text} {said}".strip()
            field.validators = [*field.validators, MaxValueValidator(LATEST)]
        return field


class ReceivedAdmin(DeskAdmin):
    """What people sent us: nobody adds it here, and only Administrators delete it."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


class RecordAdmin(DeskAdmin):
    """What is kept as proof: to look at, never to touch."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
