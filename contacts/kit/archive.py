"""A ZIP that is kept until something in it changes.

Its name is the fingerprint of what belongs in it, so that one that is out of date is never found
again, and it stands there complete or not at all.
"""

import fcntl
import hashlib
import logging
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)

# The same members are the same bytes, whenever and wherever they are packed.
PACKED_AT = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o644


@dataclass(frozen=True)
class Member:
    """A file of the archive: its content, or the name of a stored file that never changes."""

    name: str
    content: bytes = b""
    stored: str = ""

    def read(self) -> bytes:
        if not self.stored:
            return self.content
        with default_storage.open(self.stored) as file:
            return file.read()


def fingerprint(members: list[Member]) -> str:
    digest = hashlib.sha256()
    for member in members:
        content = hashlib.sha256(member.content).hexdigest()
        digest.update(f"{member.name}\0{member.stored}\0{content}\n".encode())
    return digest.hexdigest()


def open_archive(series: str, members: list[Member]) -> BinaryIO:
    """Open the archive of `members`, packed now if need be in place of the last of its series."""
    path = folder() / f"{series}-{fingerprint(members)}.zip"
    try:
        return path.open("rb")
    except FileNotFoundError:
        return pack_and_open(path, series, members)


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "press-kit"
    path.mkdir(exist_ok=True)
    return path


def pack_and_open(path: Path, series: str, members: list[Member]) -> BinaryIO:
    with alone():
        # Many may have waited for the first.
        if not path.exists():
            pack(path, members)
        for other in path.parent.glob(f"{series}-*.zip"):
            if other != path:
                other.unlink(missing_ok=True)
        return path.open("rb")


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other thread or process of this machine packs."""
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def pack(path: Path, members: list[Member]) -> None:
    part = path.parent / "part"
    # Pictures are compressed already, and texts are small.
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for member in members:
                add(archive, member)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def add(archive: zipfile.ZipFile, member: Member) -> None:
    try:
        content = member.read()
    except FileNotFoundError:
        logger.error("A file of the library is missing, and left out of the press kit.")
        return
    entry = zipfile.ZipInfo(member.name, PACKED_AT)
    entry.create_system = 3  # Unix, whose modes the next line means
    entry.external_attr = FILE_MODE << 16
    archive.writestr(entry, content)
