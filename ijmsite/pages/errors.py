"""The error pages: in the frame of the site where Django still works, with a way on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .context import site


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    # Without the request: no context processor may fail a second time.
    return HttpResponse(render_to_string("500.html", site(None)), status=500)
