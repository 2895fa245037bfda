"""How lists are searched that grow for years.

Any part of a word is looked for in `PART` rows at a time, the first of the list; what an index
knows, such as how a name begins, is found in all of them at once.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from ijmsite.web.starts import Start, begins

from .lists import MOST, Order

PART = 5_000


class SearchedInPartsMixin:
    """A search of an admin that asks an index about all rows, and looks through `PART` of them."""

    at_once: Sequence[Start] = ()

    def known_at_once(self, text: str) -> Q:
        """Return the condition that an index finds a row by `text`."""
        return reduce(or_, (begins(start, text) for start in self.at_once), Q(pk__in=[]))

    def keys_at_once(self, everything, text: str) -> list:
        """Return the keys of all that an index finds by `text`, as far as one more than `MOST`."""
        found = everything.filter(self.known_at_once(text))
        return [*found.values_list("pk", flat=True)[: MOST + 1]]

    def known_in(self, part, text: str):
        """Return what an index finds by `text` in a part of the rows."""
        return part.filter(self.known_at_once(text))

    def get_search_results(self, request, queryset, search_term):
        words = self.searched_words(search_term)
        if not words:
            return queryset, False
        text, everything = " ".join(words), self.model._default_manager.order_by()
        at_once = self.keys_at_once(everything, text)
        part = everything.filter(pk__in=queryset.values("pk")[:PART])
        hits, _has_duplicates = super().get_search_results(request, part, text)
        if len(at_once) > MOST:
            # Too many to name: they are found part by part, too.
            hits, at_once = hits | self.known_in(part, text), []
        in_order = hits.order_by(*queryset.query.order_by)
        keys = [*in_order.values_list("pk", flat=True)[: MOST + 1]]
        request.searched_until = self._end_of(queryset, keys)
        return queryset.filter(pk__in=[*keys[:MOST], *at_once]), False

    def _end_of(self, queryset, keys) -> str:
        """Return the cursor of the row as far as was looked, or "" where that was the last."""
        order = Order.of(self.model, queryset.query.order_by)
        if order is None:
            return ""
        rows = queryset.select_related(None).only("pk", order.field.name)
        if len(keys) > MOST:
            return order.cursor(rows.get(pk=keys[MOST - 1]))
        ends = rows[PART - 1 : PART + 1]
        return order.cursor(ends[0]) if len(ends) > 1 else ""
