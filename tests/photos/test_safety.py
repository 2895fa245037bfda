"""What may come in as a picture, and that nothing but pixels comes through."""

import io
import struct
import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, PngImagePlugin

from ijmsite.photos import safety

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
    started = time.perf_counter()
    assert refused(png(*size)) == "pixels"
    assert time.perf_counter() - started < 0.2


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


@pytest.mark.parametrize("format", ["GIF", "TIFF", "AVIF", "ICNS", "BMP"])
def test_refuses_other_kinds_of_pictures(picture, format):
    assert refused(picture((64, 64), format)) == "format"


@pytest.mark.parametrize("format", ["WEBP", "PNG"])
def test_refuses_moving_pictures_quickly(format):
    frames = [Image.new("RGB", (16, 16), (i % 256, i // 256, 9)) for i in range(300)]
    content = encoded(frames[0], format, save_all=True, append_images=frames[1:])

    started = time.perf_counter()
    assert refused(content) == "animated"
    assert time.perf_counter() - started < 2


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
    from django.core.files.storage import default_storage

    photo = stored(secretive_jpeg(picture))

    for name in photo.names:
        with default_storage.open(name) as file:
            content = file.read()
        assert [word for word in SECRETS if word in content] == [], name
        with Image.open(io.BytesIO(content)) as image:
            assert not image.getexif(), name
            assert "card" in name or image.height > image.width


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


def test_scales_sixteen_bits_instead_of_clipping_them():
    image = Image.new("I;16", (20, 20), 32768)
    assert accepted(encoded(image, "PNG")).getpixel((3, 3)) == (128, 128, 128)


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
