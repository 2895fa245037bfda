"""The files of one picture, encoded from one decode."""

import io
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image

WIDTHS = (400, 800, 1200, 1600)
FALLBACK_WIDTH = 1200
# The crops by their role, each at the size it has at most: the card is shown where an article
# is shared, the others are for search engines.
SHAPES = {"card": (1200, 630), "16x9": (1200, 675), "4x3": (1200, 900), "1x1": (1200, 1200)}

# Each was measured against its neighbours; see "AVIF at speed 9" in docs/decisions.md.
OPTIONS = {
    "avif": {"quality": 60, "speed": 9},
    "webp": {"quality": 80, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
SUFFIXES = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}

# One for the process: with one for each picture, two at once take 600 MB in place of 350, and
# are no faster on two cores.
pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="encoder")


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
    # Nobody waits for its bytes, so it is not made smaller by the second that would take.
    return Rendition.of(
        canvas, "jpeg", "original", "original", quality=90, progressive=False, optimize=False
    )


def encode(canvas: Image.Image, focal_point: tuple[int, int]) -> list[Rendition]:
    """Return every file of the picture, the original first."""
    jobs = [pool.submit(original, canvas)]
    for image in shrunk(canvas):
        stem = str(image.width)
        formats = ["avif", "webp"]
        if image.width == min(FALLBACK_WIDTH, canvas.width):
            formats.append("jpeg")
        # Each saves a copy: Pillow keeps the options of a save on the image it saves, and
        # another thread would encode with them.
        jobs += [pool.submit(Rendition.of, image.copy(), name, stem) for name in formats]
    jobs += [pool.submit(crop, canvas, role, focal_point) for role in SHAPES]
    return [job.result() for job in jobs]


def cut(canvas: Image.Image, focal_point: tuple[int, int]) -> list[Rendition]:
    """Return the crops of the picture around its focal point."""
    return [crop(canvas, role, focal_point) for role in SHAPES]


def shrunk(canvas: Image.Image) -> Iterator[Image.Image]:
    """Yield `canvas` in each width it has, resized from the next larger one."""
    image = canvas
    for width in sorted({min(width, canvas.width) for width in WIDTHS}, reverse=True):
        height = max(1, round(canvas.height * width / canvas.width))
        if image.size != (width, height):
            image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        yield image


def crop(canvas: Image.Image, role: str, focal_point: tuple[int, int]) -> Rendition:
    """Return the crop for `role`, which contains the focal point and is never enlarged.

    Its name is a new one each time, so that no cache shows an older crop under it.
    """
    shape = SHAPES[role]
    box = crop_box(canvas.size, shape, focal_point)
    scale = min(1, (box[2] - box[0]) / shape[0])
    size = (max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale)))
    image = canvas.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    return Rendition.of(image, "jpeg", f"{role}-{secrets.token_hex(4)}", role)


def crop_box(size, shape, focal_point) -> tuple[float, float, float, float]:
    """Return the largest box of the given shape, as near around the focal point as it can be."""
    scale = min(size[0] / shape[0], size[1] / shape[1])
    width, height = shape[0] * scale, shape[1] * scale
    left = min(max(size[0] * focal_point[0] / 100 - width / 2, 0), size[0] - width)
    top = min(max(size[1] * focal_point[1] / 100 - height / 2, 0), size[1] - height)
    return left, top, left + width, top + height
