"""Make a picture that strangers' bytes do not survive in: checked, decoded, painted afresh."""

import io
import logging
import threading
import warnings
from contextlib import nullcontext, suppress
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

logger = logging.getLogger(__name__)

FORMATS = ["JPEG", "PNG", "WEBP"]
MAX_BYTES = 25_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 10_000
# Both sides of what is kept: enough for print across a page, and little enough to work on.
CANVAS_SIDE = 4000
# Decoding takes memory by the pixel, so beyond a common camera's size they take turns.
LARGE_PIXELS = 16_000_000
one_large = threading.Lock()

# Once and for the process: `warnings.catch_warnings` is not safe with threads.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# The C library gives memory back to the machine when a block of more than 32 MB is freed;
# from smaller ones each thread would keep its own heap. A small picture takes what it needs.
Image.core.set_block_size(64 * 1024 * 1024)

SRGB = ImageCms.createProfile("sRGB")

NOT_A_PICTURE = _("This is not a picture we can use. Please choose a JPEG, PNG or WebP file.")
DAMAGED = _("This picture is damaged or incomplete. Please export it again, or choose another.")
TOO_LARGE = _(
    "This picture is too large. Please choose one of at most 40 megapixels "
    "and 10,000 pixels a side."
)


def fresh_canvas(file: IO[bytes]) -> Image.Image:
    """Return the picture in `file` as new RGB pixels: upright, in sRGB, without metadata.

    Nothing but pixels is carried over, so no place, no camera, no comment, no thumbnail, no
    colour profile and no bytes behind the end of the picture. Raises `ValidationError` with a
    sentence for the person who chose the file.
    """
    check_bytes(file)
    try:
        image = open_picture(file)
        large = image.width * image.height > LARGE_PIXELS
        with one_large if large else nullcontext():
            # Pillow's verify() lets a picture through that ends half way; load() does not.
            image.load()
            return repaint(image)
    except ValidationError:
        raise
    # A decoder that is fed hostile bytes raises whatever it stumbles over.
    except Exception as error:
        logger.info("Refused a picture: %s", type(error).__name__)
        raise ValidationError(DAMAGED, code="damaged") from error


def check_bytes(file: IO[bytes]) -> None:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if not size:
        raise ValidationError(_("This file is empty. Please choose another."), code="empty")
    if size > MAX_BYTES:
        raise ValidationError(
            _("This file is too large. Please choose one of at most 25 megabytes."), code="bytes"
        )


def open_picture(file: IO[bytes]) -> Image.Image:
    """Read the header only, and refuse by it what must not be decoded."""
    try:
        image = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_LARGE, code="pixels") from error
    except UnidentifiedImageError as error:
        raise ValidationError(NOT_A_PICTURE, code="format") from error
    width, height = image.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise ValidationError(TOO_LARGE, code="pixels")
    # A JPEG from a phone may hold a second view of the same scene; only the first is read.
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise ValidationError(
            _("This picture moves. Please choose one that stands still."), code="animated"
        )
    return image


def repaint(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    image = plain_mode(image)
    # Smaller first: what follows costs memory by the pixel.
    image.thumbnail((CANVAS_SIDE, CANVAS_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turn_upright(image)
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    image = in_srgb(image.convert("RGB") if alpha else image, profile)
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=alpha)
    return canvas


def turn_upright(image: Image.Image) -> None:
    # Broken metadata is no reason to refuse the picture: it is dropped with the rest.
    with suppress(Exception):
        ImageOps.exif_transpose(image, in_place=True)


def plain_mode(image: Image.Image) -> Image.Image:
    """Return the image in a mode of 8 bits: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey: convert() would clip them to white.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            logger.info("Ignored a colour profile that does not fit its picture.")
    return image if image.mode == "RGB" else image.convert("RGB")
