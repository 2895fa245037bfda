from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("photos/picture.html")
def picture(photo, sizes="100vw", loading="lazy"):
    """Show a picture of the library, in the width and format that suit the reader's screen."""
    return {
        "photo": photo,
        "sources": [
            {"type": f"image/{format}", "srcset": srcset(photo.pictures(format))}
            for format in ("avif", "webp")
        ],
        "fallback": photo.fallback,
        "fallback_srcset": srcset([photo.fallback]),
        "src": address(photo.fallback),
        "sizes": sizes,
        "loading": loading,
    }


@register.simple_tag
def social_card_url(photo):
    """Return the full address of the picture's card, for og:image and the like."""
    return settings.SITE_URL + address(photo.card)


def srcset(renditions):
    return ", ".join(f"{address(r)} {r['width']}w" for r in renditions)


def address(rendition):
    return reverse("photos:media", args=[rendition["name"]])
