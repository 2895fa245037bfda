"""Show the text of an article, with the photos of the library that stand in it."""

import logging
import re
import uuid
from html import unescape
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from ijmsite.photos.models import Photo
from ijmsite.photos.templatetags.photos import address
from news.body import clean_body
from news.figures import FIGURE, photo_ids

register = template.Library()
logger = logging.getLogger(__name__)

OWN_LINK = re.compile(r'<a href="/(?!/)')


@register.simple_tag(takes_context=True)
def body_html(context, article):
    """Show the text of `article`; its pictures open to whoever holds the page's reading link."""
    with override(article.language):
        return render_body(article.body, reading_token=context.get("reading_token", ""))


def render_body(html: str, *, absolute: bool = False, reading_token: str = "") -> str:
    """Return a text as markup to show, cleaned again: the row may come from anywhere.

    Photos that may not be shown now are left out with their captions. Where the markup leaves
    our pages, as in a feed, `absolute` gives every address in full. Words of ours, such as those
    of a link to a video, are in the active language: activate the article's.
    """
    try:
        html = clean_body(html)
    except ValidationError:
        logger.error("A text in the database is too long to be shown.")
        return ""
    ids = photo_ids(html)
    photos = Photo.objects.usable().in_bulk(ids) if ids else {}

    def figure(match):
        photo = photos.get(uuid.UUID(match["photo"]))
        if photo is None:
            return ""
        alt, alt_language = unescape(match["alt"] or ""), ""
        if not alt and not match["decorative"]:
            alt, alt_language = photo.local_alt, photo.alt_language
        video = unescape(match["video"] or "")
        context = {
            "photo": photo,
            "alt": alt,
            "alt_language": alt_language,
            # Cleaned in the same breath.
            "caption": mark_safe(match["caption"]),  # noqa: S308 (sanitized above)
            "video": video,
            "video_host": urlsplit(video).netloc.removeprefix("www."),
            "absolute": absolute,
            "src": settings.SITE_URL + address(photo.fallback),
            "reading_token": reading_token,
        }
        return render_to_string("news/_body_figure.html", context)

    shown = FIGURE.sub(figure, html)
    if absolute:
        shown = OWN_LINK.sub(f'<a href="{settings.SITE_URL}/', shown)
    else:
        # A wide one scrolls in its place: by the keyboard as well, in every browser.
        place = f'<div class="table" role="region" tabindex="0" aria-label="{_("Table")}">'
        shown = shown.replace("<table>", f"{place}<table>").replace("</table>", "</table></div>")
    # The one place where markup is trusted, because it was cleaned in the same breath.
    return mark_safe(shown)  # noqa: S308 (sanitized above)
