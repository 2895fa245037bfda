"""Put a picture into the library, whole or not at all."""

import logging
import threading
import uuid
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image

from . import renditions, safety
from .models import Photo, remove_files

logger = logging.getLogger(__name__)

# Two at once take some 550 MB at worst; many would take the machine down.
encoders = threading.BoundedSemaphore(2)


def store_photo(file: IO[bytes], *, title: str, alt: str, credit: str, **fields) -> Photo:
    """Store the picture in `file` with its renditions, and return its row.

    Raises `ValidationError`, and leaves neither row nor files behind, where the picture or a
    field is not acceptable or the storage refuses it.
    """
    photo = Photo(title=title, alt=alt, credit=credit, **fields)
    # What the library fills in itself: `store_files` below.
    photo.full_clean(exclude=["directory", "file", "width", "height", "renditions"])
    store_files(photo, file)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except BaseException:
        photo.delete_files()
        raise
    return photo


def check_picture(file: IO[bytes]) -> renditions.Rendition:
    """Return what the library would keep as the original of the picture in `file`.

    Raises the `ValidationError` that `store_photo` would raise for the picture itself.
    """
    with encoders:
        return renditions.original(safety.fresh_canvas(file))


def store_files(photo: Photo, file: IO[bytes]) -> None:
    """Write the picture's files and name them in `photo`, which is not saved."""
    with encoders:
        canvas = safety.fresh_canvas(file)
        files = renditions.encode(canvas, photo.focal_point)
    photo.directory = str(uuid.uuid4())
    photo.width, photo.height = canvas.size
    original, *others = write(photo.directory, files)
    photo.file.name = original["name"]
    photo.renditions = others


def cut_crops(photo: Photo, focal_point: tuple[int, int]) -> list[dict]:
    """Write new crops around `focal_point`, and return what the row would keep of them.

    It asks nothing of the database. See `replace_crops`.
    """
    try:
        with encoders, default_storage.open(photo.file.name) as file:
            canvas = Image.open(file, formats=["JPEG"]).convert("RGB")
            crops = renditions.cut(canvas, focal_point)
    except OSError as error:
        logger.exception("The original of a picture could not be read.")
        raise ValidationError(
            _("The picture could not be cropped. Please try again later."), code="storage"
        ) from error
    return write(photo.directory, crops)


def replace_crops(photo: Photo, crops: list[dict]) -> None:
    """Give the row these crops; the files of the old ones go after the commit."""
    with transaction.atomic():
        # Somebody else may have cut them since `photo` was read.
        stored = Photo.objects.select_for_update().get(pk=photo.pk).renditions
        old = [r["name"] for r in stored if r["role"] in renditions.SHAPES]
        photo.renditions = [r for r in stored if r["role"] not in renditions.SHAPES] + crops
        photo.save(update_fields=["renditions"])
        transaction.on_commit(lambda: remove_files(old, photo.directory))


def delete_photo(photo: Photo) -> None:
    """Delete the row now, and its files once that is certain."""
    with transaction.atomic():
        # The row forgets its names when it is deleted by Django's collector.
        names, directory = photo.names, photo.directory
        photo.delete()
        transaction.on_commit(lambda: remove_files(names, directory))


def write(directory: str, files: list[renditions.Rendition]) -> list[dict]:
    """Save all of `files`, or none; return what the row keeps of them."""
    entries = []
    try:
        for file in files:
            name = f"{directory}/{file.name}"
            entries.append(
                {
                    "name": name,
                    "format": file.format,
                    "role": file.role,
                    "width": file.width,
                    "height": file.height,
                    "size": len(file.content),
                }
            )
            stored = default_storage.save(name, ContentFile(file.content))
            if stored != name:
                default_storage.delete(stored)
                raise OSError(f"{name} was there already")
    # Each kind of storage has its own exceptions.
    except Exception as error:
        logger.exception("A picture could not be written.")
        remove_files([entry["name"] for entry in entries], directory)
        raise ValidationError(
            _("The picture could not be stored. Nothing is lost: please try again later."),
            code="storage",
        ) from error
    return entries
