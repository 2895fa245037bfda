"""Lists of the admin that stay fast when there are a hundred thousand rows.

Nothing here counts, skips or sorts more than a fixed number of rows: a list counts to `MOST`, has
pages as far as that, and goes on behind its last row by a cursor.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, Field, OrderBy, Q
from django.utils import timezone
from django.utils.functional import cached_property

MOST = 1_000
AFTER_VAR = "after"


@contextmanager
def refusing_nonsense():
    try:
        yield
    # Such as a day in the year 9999, which no other zone has, or a key that is no number.
    except (OverflowError, ValueError, ValidationError) as error:
        raise IncorrectLookupParameters(error) from error


def count_to_most(rows) -> int:
    """Return how many rows there are, or one more than `MOST` where there are more."""
    return rows.order_by()[: MOST + 1].count()


class CappedPaginator(Paginator):
    """Counts no further than `MOST`."""

    @cached_property
    def _counted(self):
        if isinstance(self.object_list, list):
            return len(self.object_list)
        return count_to_most(self.object_list)

    @property
    def count(self):
        return min(self._counted, MOST)

    @property
    def has_more(self):
        return self._counted > MOST


@dataclass(frozen=True)
class Order:
    """An order by one field and then by the key, in which a list can go on behind any row."""

    field: Field
    is_descending: bool
    is_null_last: bool

    @classmethod
    def of(cls, model, ordering) -> "Order | None":
        """Return the order that a list names; None where it is by something else."""
        terms = [
            term if isinstance(term, OrderBy) else OrderBy(F(term.lstrip("-")), term[0] == "-")
            for term in ordering
            if isinstance(term, str | OrderBy)
        ]
        if len(terms) != len(ordering) or not 1 <= len(terms) <= 2:
            return None
        if not all(isinstance(term.expression, F) for term in terms):
            return None
        first, last = terms[0], terms[-1]
        if last.expression.name not in ("pk", model._meta.pk.name):
            return None
        if first.descending != last.descending:
            return None
        name = model._meta.pk.name if first is last else first.expression.name
        field = model._meta.get_field(name)
        # For SQLite nothing comes before all values, for PostgreSQL after them.
        is_last = first.descending == (connection.vendor == "sqlite")
        if first.nulls_first or first.nulls_last:
            is_last = bool(first.nulls_last)
        return cls(field, first.descending, field.null and is_last)

    def cursor(self, row) -> str:
        value = getattr(row, self.field.attname)
        return f"{'' if value is None else self.field.value_to_string(row)}~{row.pk}"

    def after(self, cursor: str) -> Q:
        """Return the condition that a row comes after that of `cursor`."""
        typed, _tilde, key = cursor.rpartition("~")
        key = self.field.model._meta.pk.to_python(key)
        name, beyond = self.field.name, "lt" if self.is_descending else "gt"
        later_key = Q(**{f"pk__{beyond}": key})
        if not typed and self.field.null:
            rest = later_key & Q(**{name: None})
            return rest if self.is_null_last else rest | ~Q(**{name: None})
        value = self.field.to_python(typed)
        if isinstance(value, datetime) and timezone.is_naive(value):
            raise ValueError("a time without its zone")
        rest = Q(**{f"{name}__{beyond}": value}) | (Q(**{name: value}) & later_key)
        # Says nothing new, but is a bound that an index understands.
        rest &= Q(**{f"{name}__{beyond}e": value})
        return rest | Q(**{name: None}) if self.is_null_last else rest


class DeskChangeList(ChangeList):
    """A list that answers an address somebody made up with the whole list, and says so."""

    def get_queryset(self, request, exclude_parameters=None):
        with refusing_nonsense():
            # PostgreSQL refuses a NUL, which no value of ours holds; a search comes without it.
            filters = [v for k, values in request.GET.lists() if k != SEARCH_VAR for v in values]
            if any("\0" in value for value in filters):
                raise ValueError("a NUL in a filter")
            self._go_on(request)
            return super().get_queryset(request, exclude_parameters)

    def _go_on(self, request):
        """Begin behind the row that the address names. Only links to pages keep it."""
        self.filter_params.pop(AFTER_VAR, None)
        self.after = self.params.pop(AFTER_VAR, "")
        self.order = Order.of(self.model, self.get_ordering(request, self.root_queryset))
        if self.after and self.order:
            self.root_queryset = self.root_queryset.filter(self.order.after(self.after))

    def get_query_string(self, new_params=None, remove=None):
        if new_params and PAGE_VAR in new_params and self.after:
            new_params = {AFTER_VAR: self.after, **new_params}
        return super().get_query_string(new_params, remove)

    def get_results(self, request):
        with refusing_nonsense():
            super().get_results(request)
        # By `ijmsite.staff.searching`.
        self.searched_until = getattr(request, "searched_until", "")
        self.has_more = getattr(self.paginator, "has_more", False)
        # Else the search box says how many there are, of many that there are a thousand.
        self.full_result_count = self.result_count
        self.result_list = self.result_list.defer(*self.model_admin.not_in_lists)

    @cached_property
    def goes_on_at(self):
        """Return the address of what comes after the last page, or "" where nothing does."""
        is_whole = self.show_all and self.can_show_all
        if self.page_num < self.paginator.num_pages and not is_whole:
            return ""
        cursor = self.searched_until
        if self.has_more and self.order:
            cursor = self.order.cursor([*self.result_list][-1])
        return self.get_query_string({AFTER_VAR: cursor}) if cursor else ""

    @property
    def begins_at(self):
        """Return the address of the beginning of a list that went on."""
        return self.get_query_string() if self.after else ""

    def get_ordering(self, request, queryset):
        """Let the key go the way of the field before it, so that one index does for both ways."""
        # Django puts the order of the rows behind what was asked for, and no index has both.
        *terms, last = super().get_ordering(request, queryset.order_by())
        if last != "-pk" or not terms:
            return [*terms, last]
        before = terms[-1]
        is_down = before[0] == "-" if isinstance(before, str) else before.descending
        return [*terms, "-pk" if is_down else "pk"]

    def get_ordering_field(self, field_name):
        # Django only leaves the link out; an address could still ask for it.
        is_offered = self.sortable_by is None or field_name in self.sortable_by
        return super().get_ordering_field(field_name) if is_offered else None
