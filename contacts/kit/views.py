import logging

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ijmsite.pages.errors import unavailable

from .assets import Kit

logger = logging.getLogger(__name__)


class PressOfficeMixin:
    """The page around the form: whom to call, and what may be taken."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(kit=Kit(get_language()), **kwargs)


@require_safe
def kit_zip(request):
    """Hand over the press kit in the language of the page."""
    try:
        response = response_of(request, Kit(get_language()))
    # Each kind of storage has its own exceptions.
    except Exception:
        logger.exception("The press kit could not be packed.")
        return unavailable()
    # Kept by whoever likes, and asked for at each use: a consent may have ended.
    response["Cache-Control"] = "no-cache"
    return response


def response_of(request, kit):
    archive = kit.archive()
    etag = quote_etag(archive.fingerprint)
    # Whole: what is streamed holds one of the server's few threads for as long as the reader
    # takes, while its own loop sends bytes to any number of slow ones.
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        archive.read(), content_type="application/zip"
    )
    response["ETag"] = etag
    response["Content-Disposition"] = content_disposition_header(True, kit.names.zip)
    return response
