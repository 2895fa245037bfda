import logging

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from .models import Photo
from .places import StorageDownError
from .usage import Use, is_granted, use_of

logger = logging.getLogger(__name__)

# Only what `store` writes; nothing here is ever guessed from a name that somebody chose.
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def media(request, name):
    """Answer with one file of the library, wherever the storage keeps it.

    The public may have the renditions of a picture that a public page shows; a reading link
    those of the pictures it shows; nobody those of a picture whose consent has ended. For staff
    who see the library there is all of it, the originals included; the session is read only then.
    """
    photo = Photo.objects.filter(directory=name.partition("/")[0]).first()
    if photo is None or name not in photo.names:
        raise Http404
    is_rendition = name != photo.file.name
    use = use_of(photo) if photo.is_usable else Use.GONE
    public = use is Use.PUBLIC and is_rendition
    granted = public or (photo.is_usable and is_rendition and is_granted(photo, request))
    if not granted and not may_see_all(request.user):
        return refusal(use)
    # The bytes behind a name never change, so the name is its own validator.
    etag = quote_etag(name)
    try:
        response = get_conditional_response(request, etag=etag) or picture_response(name)
    except StorageDownError as error:
        # In one line, as each picture of each page says it.
        logger.error("A picture could not be read. %s", error)
        return out_of_reach()
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    # Whatever a browser makes of the bytes, it is not a page of this site.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if public:
        # It stands in our feeds: readers show it in pages of other sites.
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def may_see_all(user):
    return user.is_active and user.is_staff and user.has_perm("photos.view_photo")


def refusal(use):
    if use is not Use.GONE:
        raise Http404
    return HttpResponse(
        "This picture is no longer available.\n",
        status=410,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def out_of_reach():
    return HttpResponse(
        "This picture cannot be shown just now. Please try again in a minute.\n",
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "Retry-After": "60"},
    )


def picture_response(name):
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except FileNotFoundError:
        logger.exception("A file of the library is missing.")
        raise Http404 from None
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
