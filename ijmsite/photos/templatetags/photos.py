from urllib.parse import urlencode

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("photos/picture.html", takes_context=True)
def picture(context, photo, sizes="100vw", loading="lazy", alt=None, lang=""):
    """Show a picture of the library, in the width and format that suit the reader's screen.

    Nothing is shown where there is none, or none that readers may see. `alt` says what it tells
    in this place, "" that it is decorative there; without it, what the library says. `lang` is the
    language of `alt` where that may differ from the one around it.
    """
    if photo is None or not photo.is_usable:
        return {}
    # Whoever reads by a link that is not public sees the pictures by the same link.
    reading = context.get("reading_token")
    query = f"?{urlencode({'reading': reading})}" if reading else ""
    return {
        "photo": photo,
        "sources": [
            {"type": f"image/{format}", "srcset": srcset(photo.pictures(format), query)}
            for format in ("avif", "webp")
        ],
        "fallback": photo.fallback,
        "fallback_srcset": srcset([photo.fallback], query),
        "src": address(photo.fallback, query),
        "sizes": sizes,
        "loading": loading,
        "alt": photo.local_alt if alt is None else alt,
        "lang": photo.alt_language if alt is None else lang,
    }


@register.simple_tag
def crop_url(photo, role):
    """Return the full address of the crop "1x1", "4x3", "16x9" or "card", for other machines.

    It is empty where there is no picture that readers may see.
    """
    if not photo or not photo.is_usable:
        return ""
    return settings.SITE_URL + address(photo.crop(role))


def srcset(renditions, query=""):
    return ", ".join(f"{address(r, query)} {r['width']}w" for r in renditions)


def address(rendition, query=""):
    """Return what `reverse("photos:media")` does: an article has forty of them, and it is slow."""
    return f"{settings.MEDIA_URL}{rendition['name']}{query}"
