"""What may come in as a picture, and that nothing but pixels comes through."""

import io
import os
import struct
import subprocess
import sys
import zlib

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, PngImagePlugin

from ijmsite.photos import safety
from tests.effort import takes_less_than

from .conftest import encoded


def refused(content):
    with pytest.raises(ValidationError) as caught:
        safety.fresh_canvas(io.BytesIO(content))
    return caught.value.code


def accepted(content):
    return safety.fresh_canvas(io.BytesIO(content))


def chunk(name, data):
    crc = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)


def png(width, height, *extra, depth=1, color=0, rows=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    data = [
        chunk(b"IHDR", header),
        *extra,
        chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(data)


@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (13_400, 13_400), (9_500, 9_500), (20_000, 1), (6_500, 6_500)]
)
def test_refuses_by_the_header_what_is_too_large(size):
    content = png(*size)
    found = set()

    takes_less_than(1, lambda: found.add(refused(content)))
    assert found == {"pixels"}


def test_refuses_more_bytes_than_a_camera_makes():
    assert refused(b"\xff\xd8" + bytes(safety.MAX_BYTES)) == "bytes"


def test_refuses_an_empty_file():
    assert refused(b"") == "empty"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_refuses_half_a_picture(picture, format):
    content = picture((400, 300), format)
    assert refused(content[: len(content) // 2]) == "damaged"


def test_refuses_a_picture_without_its_last_bytes(picture):
    assert refused(picture()[:-10]) == "damaged"


def test_refuses_a_text_bomb():
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(20_000_000)))
    assert refused(png(8, 8, bomb, rows=bytes(2 * 8))) == "damaged"


MEASURE = """
import io, sys
import django
django.setup()
from django.core.exceptions import ValidationError
from ijmsite.photos import safety

from tests.memory import most_so_far
before = most_so_far()
for path in sys.argv[1:]:
    try:
        safety.fresh_canvas(open(path, "rb"))
    except ValidationError as error:
        print(error.code, most_so_far() - before)
"""


@pytest.mark.ci
def test_bombs_take_no_memory(tmp_path):
    """In a process of its own: the highest mark of a process never comes down."""
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100_000_000), 1))
    bombs = {
        "pixels.png": (png(50_000, 50_000, rows=bytes(50_000)), "pixels"),
        "text.png": (png(8, 8, text, rows=bytes(2 * 8)), "damaged"),
    }
    for name, (content, _code) in bombs.items():
        (tmp_path / name).write_bytes(content)
    result = subprocess.run(
        [sys.executable, "-c", MEASURE, *(str(tmp_path / name) for name in bombs)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "ijmsite.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    lines = [line.split() for line in result.stdout.splitlines()]
    assert [code for code, _kilobytes in lines] == [code for _content, code in bombs.values()]
    assert max(int(kilobytes) for _code, kilobytes in lines) < 20_000


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*" + bytes(20) + b"*/=alert(1)",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"8BPS\0\1" + bytes(30),
        b"\xd7\xcd\xc6\x9a" + bytes(30),
    ],
    ids=["script as GIF", "SVG", "HTML", "PDF", "EPS", "PSD", "WMF"],
)
def test_refuses_what_is_no_picture(content):
    assert refused(content) == "format"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_drops_what_stands_behind_a_picture(stored, picture, format):
    photo = stored(picture(format=format) + b"<script>alert(1)</script>")

    for name in photo.names:
        with default_storage.open(name) as file:
            assert b"script" not in file.read()


def test_refuses_a_picture_of_another_kind_with_a_script_behind_it(picture):
    assert refused(picture(format="GIF") + b"<script>alert(1)</script>") == "format"


@pytest.mark.parametrize("format", ["GIF", "TIFF", "AVIF", "ICNS", "BMP"])
def test_refuses_other_kinds_of_pictures(picture, format):
    assert refused(picture((64, 64), format)) == "format"


@pytest.mark.parametrize("format", ["WEBP", "PNG"])
def test_refuses_moving_pictures_quickly(format):
    frames = [Image.new("RGB", (16, 16), (i % 256, i // 256, 9)) for i in range(300)]
    content = encoded(frames[0], format, save_all=True, append_images=frames[1:])

    found = set()

    takes_less_than(16, lambda: found.add(refused(content)))
    assert found == {"animated"}


def secretive_jpeg(picture):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "SecretCam"
    exif[0x8825] = {1: "N", 2: (43.0, 39.0, 12.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return (
        picture(
            (800, 600),
            exif=exif,
            comment=b"<script>alert(1)</script>",
            xmp=b"<x:xmpmeta>SecretXmp</x:xmpmeta>",
            icc_profile=profile,
        )
        + b"<script>trailer</script>"
    )


def test_turns_upright_and_drops_all_metadata(picture):
    content = secretive_jpeg(picture)
    assert all(word in content for word in (b"SecretCam", b"<script>", b"SecretXmp", b"Exif"))

    canvas = accepted(content)

    assert canvas.size == (600, 800)
    assert canvas.info == {}
    assert len(canvas.getexif()) == 0


SECRETS = [b"Exif", b"GPS", b"SecretCam", b"SecretXmp", b"script", b"ICC_PROFILE", b"lcms"]


def test_no_stored_file_has_metadata(stored, picture):
    photo = stored(secretive_jpeg(picture))
    crops = [photo.crop(role)["name"] for role in ("1x1", "4x3", "16x9", "card")]

    for name in photo.names:
        with default_storage.open(name) as file:
            content = file.read()
        assert [word for word in SECRETS if word in content] == [], name
        with Image.open(io.BytesIO(content)) as image:
            assert not image.getexif(), name
            assert name in crops or image.height > image.width


def test_converts_to_srgb_by_the_profile(picture):
    profile = ImageCms.createProfile("LAB")
    lab = ImageCms.ImageCmsProfile(profile).tobytes()
    # A profile that does not fit the picture is ignored.
    canvas = accepted(picture(icc_profile=lab))
    assert canvas.getpixel((5, 5))[0] > 180


def test_accepts_cmyk(picture):
    canvas = accepted(picture(mode="CMYK"))

    assert canvas.mode == "RGB"
    red, green, blue = canvas.getpixel((5, 5))
    assert red > 150
    assert max(green, blue) < 80


def test_stores_cmyk_as_what_browsers_show(stored, picture):
    photo = stored(picture(mode="CMYK"))

    for name in photo.names:
        with default_storage.open(name) as file, Image.open(file) as image:
            assert image.mode == "RGB"


def test_scales_sixteen_bits_instead_of_clipping_them():
    image = Image.new("I;16", (20, 20), 32768)
    assert accepted(encoded(image, "PNG")).getpixel((3, 3)) == (128, 128, 128)


ODD = {
    "one bit": Image.new("1", (40, 30), 1),
    "grey": Image.new("L", (40, 30), 128),
    "grey and alpha": Image.new("LA", (40, 30), (128, 90)),
    "palette": Image.new("RGB", (40, 30), (9, 120, 30)).convert("P"),
    "sixteen bits": Image.new("I;16", (40, 30), 32768),
    "alpha": Image.new("RGBA", (40, 30), (9, 120, 30, 90)),
}


@pytest.mark.parametrize("image", ODD.values(), ids=ODD)
def test_stores_odd_modes_as_plain_pictures(stored, image):
    photo = stored(encoded(image, "PNG"))

    for rendition in photo.renditions:
        with default_storage.open(rendition["name"]) as file, Image.open(file) as made:
            assert made.mode == "RGB"
            assert made.size == (rendition["width"], rendition["height"])


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_puts_what_is_transparent_on_white(mode):
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": 0} if mode == "P" else {}
    assert accepted(encoded(image, "PNG", **options)).getpixel((3, 3)) == (255, 255, 255)


def test_accepts_one_pixel():
    assert accepted(encoded(Image.new("RGB", (1, 1)), "PNG")).size == (1, 1)


def test_goes_by_the_bytes_and_not_by_the_name(picture, stored):
    photo = stored(picture(format="PNG"))
    assert photo.file.name.endswith("/original.jpg")


def test_keeps_at_most_four_thousand_pixels_a_side():
    assert accepted(encoded(Image.new("L", (5000, 2500)), "JPEG")).size == (4000, 2000)


def test_reads_no_metadata_of_a_hostile_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    canvas = accepted(encoded(Image.new("RGB", (9, 9)), "PNG", pnginfo=info))
    assert canvas.info == {}
