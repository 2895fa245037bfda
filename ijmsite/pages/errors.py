"""The error pages: in the frame of the site where Django still works, with a way on."""

import sys

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ijmsite.photos.places import StorageDownError

from .context import site

RETRY_SECONDS = 60  # after which what did not answer is worth another try


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Answer a failure of ours: 503 where database or storage did not answer, 500 otherwise."""
    # Without the request: no context processor may fail a second time.
    # Django calls this while it handles the exception, also one of another error page.
    if isinstance(sys.exception(), (OperationalError, StorageDownError)):
        return unavailable(getattr(request, "typed", ()))
    return HttpResponse(render_to_string("500.html", site(None)), status=500)


def unavailable(typed=()) -> HttpResponse:
    """Return the answer where what we depend on did not answer; nothing else is asked for it.

    `typed`: labels and values of a form that is lost otherwise.
    """
    return HttpResponse(
        render_to_string("503.html", {**site(None), "typed": typed}),
        status=503,
        headers={"Retry-After": str(RETRY_SECONDS)},
    )
