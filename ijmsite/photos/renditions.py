"""The files of one picture, encoded from one decode."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

WIDTHS = (400, 800, 1200, 1600)
FALLBACK_WIDTH = 1200
CARD_SIZE = (1200, 630)

# Each was measured against its neighbours; see "AVIF at speed 9" in docs/decisions.md.
OPTIONS = {
    "avif": {"quality": 60, "speed": 9},
    "webp": {"quality": 80, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
SUFFIXES = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}


@dataclass
class Rendition:
    name: str  # without its directory
    format: str
    width: int
    height: int
    content: bytes
    role: str = "picture"

    @classmethod
    def of(cls, image: Image.Image, format: str, stem: str, role: str = "picture", **options):
        buffer = io.BytesIO()
        image.save(buffer, format.upper(), **(OPTIONS[format] | options))
        name = f"{stem}.{SUFFIXES[format]}"
        return cls(name, format, *image.size, buffer.getvalue(), role)


def original(canvas: Image.Image) -> Rendition:
    return Rendition.of(canvas, "jpeg", "original", role="original", quality=90)


def encode(canvas: Image.Image) -> Iterator[Rendition]:
    """Yield the renditions of `canvas`, each resized from the next larger one."""
    image = canvas
    fallback_width = min(FALLBACK_WIDTH, canvas.width)
    for width in sorted({min(width, canvas.width) for width in WIDTHS}, reverse=True):
        height = max(1, round(canvas.height * width / canvas.width))
        if image.size != (width, height):
            image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        for format in ("avif", "webp"):
            yield Rendition.of(image, format, str(width))
        if width == fallback_width:
            yield Rendition.of(image, "jpeg", str(width))


def card(canvas: Image.Image, focal_point: tuple[int, int]) -> Rendition:
    """Return the card shown where an article is shared: a crop that contains the focal point."""
    box = crop_box(canvas.size, CARD_SIZE, focal_point)
    image = canvas.resize(CARD_SIZE, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    return Rendition.of(image, "jpeg", "card-{}-{}".format(*focal_point), role="card")


def crop_box(size, shape, focal_point) -> tuple[float, float, float, float]:
    """Return the largest box of the given shape, as near around the focal point as it can be."""
    scale = min(size[0] / shape[0], size[1] / shape[1])
    width, height = shape[0] * scale, shape[1] * scale
    left = min(max(size[0] * focal_point[0] / 100 - width / 2, 0), size[0] - width)
    top = min(max(size[1] * focal_point[1] / 100 - height / 2, 0), size[1] - height)
    return left, top, left + width, top + height
