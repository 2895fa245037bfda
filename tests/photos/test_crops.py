"""The crops of a picture: each contains what the focal point marks."""

import io
from itertools import product

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageDraw

from ijmsite.photos import renditions
from ijmsite.photos.models import Photo
from ijmsite.photos.store import cut_crops, replace_crops

POINTS = [*product([0, 100], [0, 100]), (50, 50), (13, 71)]
SIZES = {"landscape": (320, 240), "portrait": (240, 320), "panorama": (600, 120), "tall": (90, 400)}
GREEN = (20, 220, 40)


def with_dot(size, point):
    """Return a grey picture with a green dot where `point` is."""
    image = Image.new("RGB", size, (120, 110, 120))
    x, y = (round((side - 1) * percent / 100) for side, percent in zip(size, point, strict=True))
    ImageDraw.Draw(image).ellipse([x - 9, y - 9, x + 9, y + 9], fill=GREEN)
    return image


def shows_dot(image):
    distance = ImageChops.difference(image, Image.new("RGB", image.size, GREEN)).convert("L")
    return distance.getextrema()[0] < 40


def decoded(rendition):
    return Image.open(io.BytesIO(rendition.content)).convert("RGB")


def recut(photo, x, y):
    photo.focal_x, photo.focal_y = x, y
    replace_crops(photo, cut_crops(photo, photo.focal_point))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("point", POINTS)
def test_every_crop_shows_the_focal_point(size, point):
    crops = renditions.cut(with_dot(size, point), point)

    assert [crop.role for crop in crops] == ["card", "16x9", "4x3", "1x1"]
    assert [crop.role for crop in crops if not shows_dot(decoded(crop))] == []


def test_the_dot_test_can_fail():
    crops = renditions.cut(with_dot(SIZES["panorama"], (0, 50)), (100, 50))
    assert not any(shows_dot(decoded(crop)) for crop in crops)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((160, 120), {"card": (160, 84), "16x9": (160, 90), "4x3": (160, 120), "1x1": (120, 120)}),
        ((630, 1260), {"card": (630, 331), "1x1": (630, 630)}),
        ((2400, 1260), {"card": (1200, 630), "16x9": (1200, 675), "1x1": (1200, 1200)}),
        ((1500, 1500), {"card": (1200, 630), "4x3": (1200, 900), "1x1": (1200, 1200)}),
        ((1, 1), {"card": (1, 1), "16x9": (1, 1), "4x3": (1, 1), "1x1": (1, 1)}),
        ((1, 900), {"card": (1, 1), "1x1": (1, 1)}),
    ],
)
def test_crops_are_never_enlarged_and_at_most_1200_wide(size, expected):
    crops = renditions.cut(Image.new("RGB", size), (50, 50))
    sizes = {crop.role: (crop.width, crop.height) for crop in crops}

    assert {role: sizes[role] for role in expected} == expected
    assert {decoded(crop).size for crop in crops} == set(sizes.values())


@pytest.mark.parametrize("across", [0, 50, 97])
def test_the_box_stays_in_the_picture_and_in_its_shape(across):
    left, top, right, bottom = renditions.crop_box((3000, 1000), (1200, 630), (across, 50))

    assert 0 <= left <= 3000 * across / 100 <= right <= 3000
    assert (top, bottom) == (0, 1000)
    assert (right - left) / (bottom - top) == pytest.approx(1200 / 630)


def test_encodes_side_by_side_what_it_encodes_alone():
    """Two saves of one image at once would lend each other their options."""
    canvas = Image.effect_noise((500, 300), 90).convert("RGB")
    alone = [
        renditions.Rendition.of(image, name, str(image.width))
        for image in renditions.shrunk(canvas)
        for name in ("avif", "webp", "jpeg")
    ]
    # Threads meet by chance, so several times.
    for _ in range(4):
        made = {file.name: file.content for file in renditions.encode(canvas, (50, 50))}

        assert {"500.avif", "500.webp", "500.jpg", "400.avif", "original.jpg"} <= set(made)
        assert [f.name for f in alone if made.get(f.name, f.content) != f.content] == []


def test_a_photo_has_its_crops(stored, picture):
    photo = stored(picture((1000, 500)))

    for role in ("1x1", "4x3", "16x9", "card"):
        assert photo.crop(role)["format"] == "jpeg"
    assert photo.card == photo.crop("card")
    assert photo.crop("1x1")["width"] == photo.crop("1x1")["height"] == 500


def test_recuts_all_crops_under_new_names(stored, picture, django_capture_on_commit_callbacks):
    photo = stored(picture((2000, 500)))
    before = {role: photo.crop(role)["name"] for role in renditions.SHAPES}
    with django_capture_on_commit_callbacks(execute=True):
        recut(photo, 0, 50)
        assert all(default_storage.exists(name) for name in before.values())

    photo = Photo.objects.get()
    for role, old in before.items():
        crop = photo.crop(role)
        with default_storage.open(crop["name"]) as file:
            red, _, blue = Image.open(file).getpixel((crop["width"] - 5, 100))
        assert red > blue
        assert crop["name"] != old
        assert not default_storage.exists(old)
    assert len(photo.names) == len(set(photo.names))


def test_two_editors_leave_one_set_of_crops(stored, settings, django_capture_on_commit_callbacks):
    photo = stored()
    other = Photo.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        recut(photo, 10, 50)
        recut(other, 90, 50)

    photo = Photo.objects.get()
    on_disk = {
        str(path.relative_to(settings.MEDIA_ROOT))
        for path in settings.MEDIA_ROOT.rglob("*")
        if path.is_file()
    }
    assert on_disk == set(photo.names)
    assert len(photo.renditions) == len(other.renditions)
