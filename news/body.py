"""The text of an article: what the editor offers, and the only markup that is kept."""

import re
import uuid

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

MAX_BYTES = 200_000
SCHEMES = ["http", "https", "mailto", "tel"]

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    # The sanitizer knows no list properties, so the editor offers none.
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    # With autolink, text that is typed behind a link would join it.
    "Link": {"enableTarget": False, "autolink": False, "protocols": SCHEMES},
    "History": True,
    "EditorA11y": True,
}

# More than the editor offers: what comes with an import, or from another site, keeps its sense.
TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "br", "hr"),
    *("a", "strong", "em", "b", "i", "cite", "sub", "sup", "figure", "figcaption"),
    *("table", "thead", "tbody", "tr", "th", "td", "caption"),
}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={
        "a": {"href", "title"},
        "th": {"colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    },
    url_schemes=set(SCHEMES),
    link_rel="noopener noreferrer",
)
TEXT_ONLY = nh3.Cleaner(tags=set())
LINK_TAG = re.compile(r'<a((?: [a-z]+="[^"]*")*)>|</a>')
PHOTO = re.compile(
    r'<figure data-photo="([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"'
)
EMPTY = re.compile(r"\s*<([a-z0-9]+)></\1>\s*")


def clean_body(html: str) -> str:
    """Return `html` with the allowed markup only; cleaning twice is cleaning once.

    Raises `ValidationError` when the text is too long, before any of it is parsed.
    """
    refuse_too_long(html)
    for _pass in range(5):
        cleaned = drop_dead_links(CLEANER.clean(html)).replace("\0", "")
        # Tags that were left open are closed: the result can be longer.
        refuse_too_long(cleaned)
        if cleaned == html:
            return "" if EMPTY.fullmatch(html) else html
        # Some markup, such as a link in a table in a link, reads differently the second time.
        html = cleaned
    return TEXT_ONLY.clean(html)


def refuse_too_long(html):
    if len(html.encode(errors="surrogatepass")) > MAX_BYTES:
        raise ValidationError(
            _("This text is too long: at most 200,000 characters with its markup."), code="length"
        )


def drop_dead_links(html):
    """Remove the tags of links that lost their address; `html` comes from the cleaner."""
    kept = []

    def one(match):
        if match[1] is None:
            return "</a>" if kept.pop() else ""
        kept.append(' href="' in match[1])
        return match[0] if kept[-1] else ""

    return LINK_TAG.sub(one, html)


def photo_ids(html: str) -> set[uuid.UUID]:
    """Return the photos of the library that a clean text shows."""
    return {uuid.UUID(match[1]) for match in PHOTO.finditer(html)}


class BodyField(ProseEditorField):
    """A text that is clean however it gets into the database: form, script, bulk or update."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, extensions=EXTENSIONS, sanitize=clean_body, **kwargs)

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str):
            value = clean_body(value)
            setattr(instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = clean_body(value)
        return super().get_db_prep_save(value, connection)
