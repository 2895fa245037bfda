"""Taking a list of people along as a file: who may, why, and so that no cell does anything."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import SingleLineField

from . import audit
from .times import by_our_clock

CHUNK = 500
BYTE_ORDER_MARK = "\ufeff"
# Where a spreadsheet begins to read a cell: at its start; and behind a line end, a tab or a
# semicolon, as those programs that part cells by semicolons take our quotes for text. To them a
# typed quotation mark is one around a cell.
FORMULA = re.compile(
    r"\A(?=[\t\r\n\0])"
    r"|(\A|[;\t\r\n])"
    r"(?=(?:[^\S\t\r\n]|[\"\0\ufeff\u200b-\u200f])*[=+\-@\uff1d\uff0b\uff0d\uff20])"
)

Columns = Mapping[str | Promise, Callable[[models.Model], object]]


def cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    return FORMULA.sub(r"\g<1>'", "" if value is None else str(value))


class Line:
    """What `csv.writer` writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def lines(columns: Columns, rows: Iterable[models.Model]) -> Iterator[str]:
    """Yield a table as RFC 4180 has it, marked as UTF-8 for the spreadsheets that ask for that."""
    writer = csv.writer(Line(), lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow([cell(name) for name in columns])
    for row in rows:
        yield writer.writerow([cell(value(row)) for value in columns.values()])


def in_order(rows: QuerySet, keys: list) -> Iterator[models.Model]:
    """Yield the rows with these keys, a few of them in memory at a time."""
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        found = rows.in_bulk(chunk)
        yield from (found[key] for key in chunk if key in found)


def clock(moment) -> str:
    """Return a time as a cell: by the office's clock, with its distance from UTC."""
    return by_our_clock(moment).isoformat(" ", "minutes") if moment else ""


class ReasonForm(forms.Form):
    reason = SingleLineField(
        label=_("What do you need it for?"),
        max_length=200,
        help_text=_(
            "Kept in the audit list with your name and the number of rows. Please name a purpose, "
            "and nobody of those in the list."
        ),
        error_messages={"required": _("Please say what you need it for.")},
    )


class ExportMixin:
    """An admin with the action `export_chosen`; `export_columns` names what a row comes to."""

    export_columns: Columns
    export_form = ReasonForm

    def exported(self, queryset, **data):
        """Return which of the chosen rows come along, by what the form holds."""
        return queryset

    def has_export_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.export_{self.opts.model_name}")

    @admin.action(description=_("Export the selected rows"), permissions=["export"])
    def export_chosen(self, request, queryset):
        """Ask for the reason, and then send the rows: of what the list shows, never another."""
        form = self.export_form(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            rows = self.exported(queryset, **form.cleaned_data)
            return self.file_of(request, rows, form.cleaned_data["reason"])
        names = [ACTION_CHECKBOX_NAME, "select_across"]
        return self.own_page(
            request,
            "admin/staff/export.html",
            gettext("Export"),
            subtitle=capfirst(self.opts.verbose_name_plural),
            form=form,
            count=self.exported(queryset).count(),
            columns=list(self.export_columns),
            posted=[(name, value) for name in names for value in request.POST.getlist(name)],
        )

    def file_of(self, request, queryset, reason):
        # The rows are fixed before they are counted: a list like "due today" changes meanwhile.
        keys = list(queryset.values_list("pk", flat=True))
        label = str(self.opts.verbose_name_plural)
        # The list is no row: it has a name and no key.
        audit.record(
            audit.Action.EXPORT, self.model(pk=""), request.user, reason, label, rows=len(keys)
        )
        response = StreamingHttpResponse(
            lines(self.export_columns, in_order(self.get_queryset(request), keys)),
            content_type="text/csv; charset=utf-8",
        )
        name = f"{self.opts.model_name}-{timezone.localdate()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        # Addresses of people: not even in the browser's own cache.
        response.headers["Cache-Control"] = "private, no-store"
        return response
