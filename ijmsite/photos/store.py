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


def check_picture(file: IO[bytes]) -> None:
    """Raise the `ValidationError` that `store_photo` would raise for the picture itself."""
    with encoders:
        safety.fresh_canvas(file)


def store_files(photo: Photo, file: IO[bytes]) -> None:
    """Write the picture's files and name them in `photo`, which is not saved."""
    with encoders:
        canvas = safety.fresh_canvas(file)
        files = [
            renditions.original(canvas),
            *renditions.encode(canvas),
            renditions.card(canvas, photo.focal_point),
        ]
    photo.directory = str(uuid.uuid4())
    photo.width, photo.height = canvas.size
    original, *others = write(photo.directory, files)
    photo.file.name = original["name"]
    photo.renditions = others


def recut_card(photo: Photo) -> None:
    """Cut the card around the photo's focal point again, and save the row.

    The new card has a new name, so that no cache shows the old one; the old file goes after
    the commit.
    """
    with encoders, default_storage.open(photo.file.name) as file:
        canvas = Image.open(file, formats=["JPEG"])
        new = renditions.card(canvas.convert("RGB"), photo.focal_point)
    old = photo.card
    if old["name"] == f"{photo.directory}/{new.name}":
        return
    (entry,) = write(photo.directory, [new])
    photo.renditions = [r for r in photo.renditions if r["role"] != "card"] + [entry]
    photo.save(update_fields=["renditions"])
    transaction.on_commit(lambda: default_storage.delete(old["name"]))


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
