from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag


def confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Confirm a reader's copy whose ETag is still right, and name that ETag in every answer.

    Django's `conditional_page` leaves HEAD without one.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = set_response_etag(view(request, *args, **kwargs))
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return answer
