"""Photos inside a text: their one form, and what is asked of it.

A text names a photo of the library and says what the photo tells there; addresses of pictures
are never stored. `news.templatetags.body` shows them.
"""

import re
import uuid
from html import unescape

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ijmsite.photos.models import Photo, not_a_file_name

MAX_ALT = 250
IN_CAPTIONS = {"a", "strong", "em", "b", "i", "cite", "sub", "sup", "br"}

# What the cleaner writes: in texts and in attributes it escapes every < and >.
TAG = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
PHOTO_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
VIDEO = re.compile(r"https://([a-z0-9-]+\.)+[a-z][a-z0-9-]+([/?#][^\s\"<>\\]*)?", re.IGNORECASE)
FIGURE = re.compile(
    r'<figure data-photo="(?P<photo>[0-9a-f-]{36})"'
    r'(?: data-alt="(?P<alt>[^"]*)"| (?P<decorative>data-decorative)="true")?'
    r'(?: data-video="(?P<video>[^"]*)")?>'
    r"<figcaption>(?P<caption>.*?)</figcaption></figure>",
    re.DOTALL,
)


class Figure:
    """What stands between <figure> and </figure>: a caption, and what does not belong there."""

    def __init__(self, attributes: str = ""):
        self.given = dict(ATTRIBUTE.findall(attributes))
        self.open_captions = 0
        self.caption: list[str] = []
        self.rest: list[str] = []
        self.rest_shows = False

    def write(self, html: str, tag: str = "", closing: str = "") -> None:
        if not self.open_captions:
            self.rest.append(html)
            self.rest_shows |= not tag and bool(html.strip())
        elif not tag or tag in IN_CAPTIONS:
            self.caption.append(html)
        elif closing:
            # The ends of two paragraphs are not one word.
            self.caption.append(" ")

    def write_figure(self, figure: str) -> None:
        self.rest.append(figure)
        self.rest_shows |= bool(figure)

    def turn_caption(self, closing: str) -> None:
        self.open_captions += -1 if closing else 1
        self.caption.append(" ")

    def __str__(self):
        """Return the photo in the form of `FIGURE`, and behind it what else is worth keeping."""
        return self.photo() + ("".join(self.rest) if self.rest_shows else "")

    def photo(self) -> str:
        photo = self.given.get("data-photo", "").lower()
        if not PHOTO_ID.fullmatch(photo):
            return ""
        attributes = f'data-photo="{photo}"'
        alt = one_line(self.given.get("data-alt", ""))
        if self.given.get("data-decorative") == "true":
            attributes += ' data-decorative="true"'
        elif unescape(alt).strip():
            attributes += f' data-alt="{alt}"'
        video = self.given.get("data-video", "")
        if VIDEO.fullmatch(unescape(video)):
            attributes += f' data-video="{video}"'
        caption = one_line("".join(self.caption))
        return f"<figure {attributes}><figcaption>{caption}</figcaption></figure>"


def one_line(html):
    # Not \s: French keeps its no-break spaces.
    return re.sub(r"[ \t\r\n\f]+", " ", html).strip(" ")


def photo_ids(html: str) -> set[uuid.UUID]:
    """Return the photos of the library that a clean text shows."""
    return {uuid.UUID(figure["photo"]) for figure in FIGURE.finditer(html)}


def without_unknown_photos(html: str) -> str:
    """Return a clean text without the photos that the library does not have."""
    shown = photo_ids(html)
    if not shown:
        return html
    known = set(Photo.objects.filter(pk__in=shown).values_list("pk", flat=True))
    return FIGURE.sub(lambda f: f[0] if uuid.UUID(f["photo"]) in known else "", html)


def without_alternative_texts(html: str) -> str:
    """Return a clean text whose photos are to be described anew, as in another language."""
    return FIGURE.sub(lambda figure: figure[0].replace(f' data-alt="{figure["alt"]}"', ""), html)


def check_alternative_texts(html: str) -> None:
    """Refuse what tells somebody who does not see a photo of a clean text nothing."""
    for figure in FIGURE.finditer(html):
        alt = unescape(figure["alt"] or "")
        if len(alt) > MAX_ALT:
            raise ValidationError(
                _("What a photo shows is told in at most 250 characters: “%(start)s…”"),
                code="alt_length",
                params={"start": alt[:40]},
            )
        try:
            not_a_file_name(alt)
        except ValidationError:
            raise ValidationError(
                _("“%(alt)s” is the name of a file. Please write what that photo shows."),
                code="file_name",
                params={"alt": alt},
            ) from None
