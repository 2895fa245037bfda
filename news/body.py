"""The text of an article: what the editor offers, and the only markup that is kept."""

import re

import nh3
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, Media

from ijmsite.web.marks import with_few_marks

from .figures import TAG, Figure, check_alternative_texts, without_unknown_photos

__all__ = ["BodyField", "clean_body"]

MAX_BYTES = 200_000
# The parser's time grows with the square of how deep tags are nested. No text of MAX_BYTES
# needs half as many; this many, all nested, are read within half a second.
MAX_TAGS = 10_000
SCHEMES = ["http", "https", "mailto", "tel"]

# All that `TAGS` allows, so that saving an imported text from the editor loses nothing.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Cite": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    # The sanitizer knows no list properties, so the editor offers none.
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "DeskTable": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    # With autolink, text that is typed behind a link would join it.
    "DeskLink": {"autolink": False, "protocols": SCHEMES, "defaultProtocol": "https"},
    "PhotoFigure": {
        "pickerUrl": reverse_lazy("admin:photos_photo_picker"),
        "uploadUrl": reverse_lazy("admin:photos_photo_upload"),
    },
    "History": True,
    "EditorA11y": True,
}

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
        "figure": {"data-photo", "data-alt", "data-decorative", "data-video"},
    },
    url_schemes=set(SCHEMES),
    link_rel="noopener noreferrer",
)
MAX_NESTING = 100
TOO_MUCH_FORMATTING = _(
    "This text carries more formatting than can be read. Please paste it again "
    "without formatting (Ctrl+Shift+V)."
)
# What is kept and has an end; others are not counted, whatever somebody typed.
NESTED = re.compile(r"<(/)?(?:" + "|".join(sorted(TAGS - {"br", "hr", "p", "li"})) + r")[ >]")
TEXT_ONLY = nh3.Cleaner(tags=set())
EMPTY = re.compile(r"\s*<([a-z0-9]+)></\1>\s*")


def clean_body(html: str) -> str:
    """Return `html` with the allowed markup only; cleaning twice is cleaning once.

    Raises `ValidationError` when the text is too long, before any of it is parsed.
    """
    refuse_too_long(html)
    for _pass in range(5):
        cleaned = with_few_marks(tidy(CLEANER.clean(html)).replace("\0", ""))
        # Tags that were left open are closed: the result can be longer.
        refuse_too_long(cleaned)
        # Not before: in what was typed, the ends of cells and rows may be left out.
        if nesting(cleaned) > MAX_NESTING:
            raise ValidationError(TOO_MUCH_FORMATTING, code="nesting")
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
    if html.count("<") > MAX_TAGS:
        raise ValidationError(
            TOO_MUCH_FORMATTING,
            code="tags",
        )


def nesting(html):
    """Return how deep elements stand in one another; all that reads the text goes as deep."""
    depth = deepest = 0
    for tag in NESTED.finditer(html):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def tidy(html):
    """Remove links that lost their address, and put each photo into its one form.

    `html` comes from the cleaner. A figure without a photo of the library goes with its caption;
    what else stood in it stays, such as a table. A figure in a figure is put behind it.
    """
    text = Figure()
    figures = [text]
    links = []
    done = 0
    for tag in TAG.finditer(html):
        here = figures[-1]
        here.write(html[done : tag.start()])
        done = tag.end()
        closing, name, attributes = tag.groups()
        if name == "figure":
            if closing:
                figures.pop()
                figures[-1].write_figure(str(here))
            else:
                figures.append(Figure(attributes))
        elif name == "figcaption":
            if here is not text:
                here.turn_caption(closing)
        elif name == "a":
            if not closing:
                links.append(' href="' in attributes)
            if links.pop() if closing else links[-1]:
                here.write(tag[0], name)
        else:
            here.write(tag[0], name, closing)
    return "".join([*text.rest, html[done:]])


class BodyWidget(AdminProseEditorWidget):
    @property
    def media(self):
        modules = {
            "desk/dialog": "admin_desk/editor-dialog.js",
            "desk/pasted": "admin_desk/pasted.js",
            "desk/photo-dialogs": "admin_desk/photo-dialogs.js",
            "desk/photo-view": "admin_desk/photo-view.js",
        }
        own = Media(css={"all": ["admin_desk/editor.css"]}, importmap=ImportMap(modules))
        return super().media + own


class BodyField(ProseEditorField):
    """A text that is clean however it gets into the database: form, script, bulk or update."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, extensions=EXTENSIONS, sanitize=clean_body, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**kwargs | {"widget": BodyWidget})

    def clean(self, value, instance):
        html = super().clean(value, instance)
        check_alternative_texts(html)
        return without_unknown_photos(html)

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
