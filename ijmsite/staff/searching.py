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

PART = 2_000


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

    def known_among(self, keys: list, text: str) -> Q:
        """Return the condition that an index finds a row of these keys by `text`."""
        return Q(pk__in=keys) & self.known_at_once(text)

    def get_search_results(self, request, queryset, search_term):
        words = self.searched_words(search_term)
        if not words:
            return queryset, False
        text, everything = " ".join(words), self.model._default_manager.order_by()
        at_once = self.keys_at_once(everything, text)
        keys, ends_at = self._part_of(queryset)
        part = everything.filter(pk__in=keys)
        hits, _has_duplicates = super().get_search_results(request, part, text)
        if len(at_once) > MOST:
            # Too many to name: they are found part by part, too.
            hits, at_once = hits | everything.filter(self.known_among(keys, text)), []
        in_order = hits.order_by(*queryset.query.order_by)
        # One more than the list shows, which then goes on behind the last that it does.
        keys = [*in_order.values_list("pk", flat=True)[: MOST + 1]]
        request.searched_until = ends_at
        return queryset.filter(pk__in=[*keys, *at_once]), False

    def _part_of(self, queryset) -> tuple[list, str]:
        """Return the keys of the first `PART`, and the cursor of the last if there are more."""
        keys = [*queryset.values_list("pk", flat=True)[: PART + 1]]
        order = Order.of(self.model, queryset.query.order_by)
        if len(keys) <= PART or order is None:
            return keys[:PART], ""
        rows = self.model._default_manager.order_by().only("pk", order.field.name)
        return keys[:PART], order.cursor(rows.get(pk=keys[PART - 1]))
