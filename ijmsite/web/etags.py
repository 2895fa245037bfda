from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag


def with_etag(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Name the ETag of every answer, and confirm a reader's copy for which it is still right.

    Django's `conditional_page` leaves HEAD without one.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = set_response_etag(view(request, *args, **kwargs))
        if "ETag" not in response:
            return response
        # `CompressionMiddleware` would say both of the text, but not of what confirms it.
        response["ETag"] = f"W/{response['ETag']}"
        patch_vary_headers(response, ["Accept-Encoding"])
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return answer
