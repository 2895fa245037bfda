import logging

from django.http import FileResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .assets import Kit

logger = logging.getLogger(__name__)


class PressOfficeMixin:
    """The page around the form: whom to call, and what may be taken."""

    def get_context_data(self, **kwargs):
        kit = Kit(get_language())
        return super().get_context_data(kit=kit, kit_size=size_of(kit), **kwargs)


def size_of(kit):
    """Return the size of the press kit; None where it cannot be packed, which stops no page."""
    try:
        return kit.size
    # Each kind of storage has its own exceptions.
    except Exception:
        logger.exception("The press kit could not be packed.")
        return None


@require_safe
def kit_zip(request):
    """Hand over the press kit in the language of the page."""
    kit = Kit(get_language())
    etag = quote_etag(kit.fingerprint)
    response = get_conditional_response(request, etag=etag) or FileResponse(
        kit.open(), as_attachment=True, filename=kit.file_name, content_type="application/zip"
    )
    response["ETag"] = etag
    # Kept by whoever likes, and asked for at each use: a consent may have ended.
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
