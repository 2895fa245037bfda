from contextlib import contextmanager

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import ValidationError


@contextmanager
def refusing_nonsense():
    try:
        yield
    # Such as a day in the year 9999, which no other zone has, or a key that is no number.
    except (OverflowError, ValueError, ValidationError) as error:
        raise IncorrectLookupParameters(error) from error


class DeskChangeList(ChangeList):
    """A list that answers an address somebody made up with the whole list, and says so."""

    def get_queryset(self, request, exclude_parameters=None):
        with refusing_nonsense():
            # PostgreSQL refuses a NUL, which no value of ours holds; a search comes without it.
            filters = [v for k, values in request.GET.lists() if k != SEARCH_VAR for v in values]
            if any("\0" in value for value in filters):
                raise ValueError("a NUL in a filter")
            return super().get_queryset(request, exclude_parameters)

    def get_results(self, request):
        with refusing_nonsense():
            super().get_results(request)
