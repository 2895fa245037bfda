"""A ZIP that is kept until something in it changes.

Its name is the fingerprint of what belongs in it, so that one that is out of date is never found
again, and it stands there complete or not at all.
"""

import hashlib
import io
import logging
import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)

# The same members are the same bytes, whenever and wherever they are packed.
PACKED_AT = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o644
# The headers of a file that is packed as it is, but for its name, which stands in both; and what
# closes the archive.
HEADERS = zipfile.sizeFileHeader + zipfile.sizeCentralDir
END = zipfile.sizeEndCentDir


@dataclass(frozen=True)
class Member:
    """A file of the archive: its content, or the name of a stored file that never changes."""

    name: str
    content: bytes = b""
    stored: str = ""
    stored_size: int = 0

    @property
    def size(self) -> int:
        return self.stored_size if self.stored else len(self.content)

    def read(self) -> bytes:
        if not self.stored:
            return self.content
        with default_storage.open(self.stored) as file:
            return file.read()


class Archive:
    """`members` as a ZIP, which takes the place of the last of its series."""

    def __init__(self, series: str, members: list[Member]) -> None:
        self.series = series
        self.members = members

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for member in self.members:
            content = hashlib.sha256(member.content).hexdigest()
            digest.update(f"{member.name}\0{member.stored}\0{content}\n".encode())
        return digest.hexdigest()

    @property
    def path(self) -> Path:
        return folder() / f"{self.series}-{self.fingerprint}.zip"

    @property
    def size(self) -> int:
        """Return how many bytes it has, packed or not, without a look at any stored file."""
        names = sum(len(member.name.encode()) for member in self.members)
        contents = sum(member.size for member in self.members)
        return contents + len(self.members) * HEADERS + 2 * names + END

    @property
    def is_kept(self) -> bool:
        """Whether it lies there to its end: a machine that lost its power may have cut it."""
        return zipfile.is_zipfile(self.path)

    def read(self) -> bytes:
        if self.is_kept:
            with suppress(FileNotFoundError):
                return self.path.read_bytes()
        content = self.pack()
        try:
            self.keep(content)
        except OSError:
            logger.exception("The press kit could not be kept, and will be packed again.")
        return content

    def pack(self) -> bytes:
        buffer = io.BytesIO()
        # Pictures are compressed already, and texts are small.
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for member in self.members:
                entry = zipfile.ZipInfo(member.name, PACKED_AT)
                entry.create_system = 3  # Unix, whose modes the next line means
                entry.external_attr = FILE_MODE << 16
                archive.writestr(entry, member.read())
        return buffer.getvalue()

    def keep(self, content: bytes) -> None:
        """Put it in the place of the last one. Others may do the same now: it is the same."""
        folder().mkdir(exist_ok=True)
        part = folder() / f"{uuid4()}.part"
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)
        for other in folder().glob(f"{self.series}-*.zip"):
            if other != self.path:
                other.unlink(missing_ok=True)


def folder() -> Path:
    return Path(settings.DATA_DIR) / "press-kit"


def remove_others(archives: list[Archive]) -> None:
    """Delete whatever is kept but for `archives`; who packs just now loses nothing by it."""
    keep = {archive.path for archive in archives}
    for path in folder().glob("*"):
        if path not in keep:
            path.unlink(missing_ok=True)
