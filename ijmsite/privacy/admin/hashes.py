"""Finding what is known by the hash of an address only."""

from ..models import hash_address


class SearchedByAddressMixin:
    """An admin whose rows are found by a whole address, or by the whole hash of one."""

    search_fields = ["address_hash"]

    def get_search_results(self, request, queryset, search_term):
        words = self.searched_words(search_term)
        if not words:
            return queryset, False
        typed = " ".join(words)
        address_hash = hash_address(typed) if "@" in typed else typed
        return queryset.filter(address_hash=address_hash), False
