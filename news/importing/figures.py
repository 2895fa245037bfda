"""Find the pictures of a page beside it, with what the page says about them."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree
from PIL import Image

from ijmsite.photos.models import FILE_NAME
from ijmsite.photos.safety import MAX_BYTES

from .metadata import squeeze
from .page import Picture

VIDEO_TAGS = {"iframe", "video", "audio", "amp-youtube", "amp-vimeo", "amp-iframe", "amp-video"}
SOURCES = ["src", "data-src", "data-lazy-src", "data-original", "data-image", "data-orig-file"]
SETS = ["srcset", "data-srcset", "data-lazy-srcset"]
ORNAMENT = re.compile(r"logo|avatar|emoji|icon|spinner|spacer|pixel|gravatar|badge", re.I)
# Of this size, in pixels, nothing is a picture of a story.
SMALL = 64
CREDIT = re.compile(
    r"\(?(?:\b(?:photo(?:graph)?|image|picture|illustration|credit|crédit)s?"
    r"(?:\s{0,5}(?:credit|crédit|photo))?\s{0,5}(?::|by\b|par\b|courtesy\s+of\b)\s{0,5}:?|©)"
    r"\s{0,5}(?P<who>[^()]{2,119}?)\)?\.?$",
    re.I,
)


class PictureFinder:
    """Gives each picture of a story its place in `pictures`, found on the disk or not."""

    def __init__(self, folder: Path, within: Path):
        self.folder = folder
        self.within = within.resolve()
        self.pictures: list[Picture] = []
        self.captions: dict = {}
        self.placed: dict = {}

    def take(self, element) -> etree._Element | str | None:
        """Return a figure, or the sign that a picture stands for, or None for an ornament."""
        if element.tag == "picture":
            inner = element.find(".//img")
            return None if inner is None else self.take(inner)
        alt = squeeze(element.get("alt"))
        if "emoji" in element.get("class", ""):
            return alt
        sources = sources_of(element)
        path = self.find(sources)
        if not sources or element in self.placed or is_ornament(element, sources, path):
            return None
        if path is not None and any(picture.path == path for picture in self.pictures):
            return None
        name = unquote(re.split(r"[?#]", sources[0])[0]).rpartition("/")[2]
        picture = Picture(
            name=path.name if path else name[:100],
            path=path,
            alt="" if FILE_NAME.fullmatch(alt[-250:]) else alt[:250],
        )
        self.pictures.append(picture)
        self.placed[element] = picture
        if self.captions.get(element) is not None:
            self.describe(element, self.captions[element])
        return etree.Element("figure", {"data-picture": str(len(self.pictures) - 1)})

    def lacks_caption(self, element) -> bool:
        return element in self.placed and not self.placed[element].caption

    def describe(self, element, caption) -> None:
        """Give a picture its caption, and the credit that stands in it."""
        picture = self.placed[element]
        text = squeeze(caption.text_content())
        marked = caption.xpath(".//*[contains(@class, 'credit')]")
        credit = squeeze(marked[0].text_content()) if marked else ""
        if credit:
            text = text.replace(credit, "")
        if match := CREDIT.search(credit or text):
            text = text if credit else text[: match.start()]
            credit = match["who"]
        picture.caption, picture.credit = text.strip(" |–—-")[:300], credit.strip()[:120]

    def find(self, sources: list[str]) -> Path | None:
        """Return the largest of the files beside the page that are this picture."""
        return max(filter(None, map(self.beside, sources)), key=pixels, default=None)

    def beside(self, source: str) -> Path | None:
        try:
            parts = urlsplit(source)
            if parts.scheme or parts.netloc:
                return None
            # A mirror keeps the old site's root where the import begins.
            name = unquote(parts.path)
            folder = self.within if name.startswith("/") else self.folder
            path = (folder / name.lstrip("/")).resolve()
            is_ours = path.is_relative_to(self.within) and path.is_file()
        # Names that no file system takes: too long, with a zero byte, going in circles.
        except (OSError, ValueError, RuntimeError):
            return None
        return path if is_ours else None


def pixels(path: Path) -> int:
    try:
        # Pillow reads all of a WebP file to know its size.
        if path.stat().st_size > MAX_BYTES:
            return 0
        with Image.open(path) as image:
            return image.width * image.height
    # What cannot be opened is told when it is to be stored.
    except Exception:
        return 0


def sources_of(element) -> list[str]:
    """Return all addresses under which a picture is offered."""
    offered = [element]
    for above in element.iterancestors("picture"):
        offered += above.iter("source")
    found = []
    for one in offered:
        found += [one.get(name, "") for name in SOURCES]
        for name in SETS:
            entries = re.split(r",\s+", one.get(name, ""))
            found += [words[0] for entry in entries if (words := entry.split())]
    return [source.strip() for source in found if source and not source.startswith("data:")]


def is_ornament(element, sources: list[str], path: Path | None) -> bool:
    told = [element.get(name, "") for name in ("width", "height")]
    if any(size.isdigit() and int(size) <= SMALL for size in told):
        return True
    if ORNAMENT.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return True
    if path is None:
        is_drawn = sources[0].lower().split("?")[0].endswith((".gif", ".svg"))
        return is_drawn and not element.get("alt")
    return 0 < pixels(path) <= SMALL * SMALL


def video_link(element, resolve: Callable) -> str:
    """Return the address where people watch a video, or "" for any other frame."""
    if key := element.get("data-videoid"):
        host = "vimeo.com/" if element.tag == "amp-vimeo" else "www.youtube.com/watch?v="
        return f"https://{host}{key}"
    inner = element.find(".//source")
    source = element.get("src") or element.get("data-src")
    source = source or (inner.get("src") if inner is not None else "") or ""
    address = resolve(source)
    if element.tag in {"video", "audio", "amp-video"}:
        return address
    parts = urlsplit(address)
    if re.fullmatch(r"(?:www\.)?youtube(?:-nocookie)?\.com", parts.hostname or ""):
        key = parts.path.removeprefix("/embed/") if parts.path.startswith("/embed/") else ""
        key = key or "".join(parse_qs(parts.query).get("v", []))
        return f"https://www.youtube.com/watch?v={key}" if re.fullmatch(r"[\w-]{5,20}", key) else ""
    number = re.fullmatch(r"/video/(\d+)", parts.path)
    is_vimeo = parts.hostname == "player.vimeo.com" and number
    return f"https://vimeo.com/{number[1]}" if is_vimeo else ""
