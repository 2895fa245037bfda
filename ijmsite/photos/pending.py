"""A picture whose form had errors, kept for an hour so that it need not be sent again.

What is kept is what the library would keep: pixels, never the file that was sent. Its token
works only for the person who sent it.
"""

import dataclasses
import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from .models import remove_files
from .places import StorageDownError
from .renditions import Rendition
from .store import write

DIRECTORY = "pending"
KEPT_FOR = timedelta(hours=1)
KEPT_EACH = 3  # pictures for one person, who may have several forms open
SALT = "ijmsite.photos.pending"


def keep(picture: Rendition, user) -> str:
    """Store a picture for `user`, and return the token to get it back with."""
    sweep()
    mine = [name for _age, name in kept() if name.startswith(prefix(user))]
    remove(mine[: 1 - KEPT_EACH])
    file = dataclasses.replace(picture, name=f"{user.pk}-{uuid.uuid4()}.jpg")
    (entry,) = write(DIRECTORY, [file])
    return signing.dumps(entry["name"], salt=SALT)


def take(token: str, user) -> SimpleUploadedFile | None:
    """Return the picture behind `token`, or None where it is too old or not this person's."""
    with suppress(signing.BadSignature, FileNotFoundError, StorageDownError):
        name = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
        if name.startswith(prefix(user)):
            with default_storage.open(name) as file:
                return SimpleUploadedFile("kept.jpg", file.read(), "image/jpeg")
    return None


def discard(token: str) -> None:
    with suppress(signing.BadSignature):
        remove([signing.loads(token, salt=SALT)])


def sweep() -> None:
    """Delete what nobody came back for."""
    limit = timezone.now() - KEPT_FOR
    remove([name for time, name in kept() if time < limit])


def kept() -> list[tuple[datetime, str]]:
    """Return when each picture was kept, and its name, the oldest first."""
    found = []
    # Where the storage does not answer nothing is swept, and what is stored next says so.
    with suppress(FileNotFoundError, StorageDownError):
        for name in default_storage.listdir(DIRECTORY)[1]:
            # Another process may be sweeping as well.
            with suppress(FileNotFoundError):
                name = f"{DIRECTORY}/{name}"
                found.append((default_storage.get_modified_time(name), name))
    return sorted(found)


def prefix(user) -> str:
    return f"{DIRECTORY}/{user.pk}-"


def remove(names: list[str]) -> None:
    if names:
        remove_files(names, DIRECTORY)
