"""Pictures and other stored files, through whatever storage holds them: a disk or a bucket."""

import hashlib
import io
import tarfile
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import IO, BinaryIO

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.files.utils import validate_file_name
from django.utils import timezone

from ijmsite.photos import pending

from .files import UpkeepError, megabytes

NAME = "media.tar"
SHA256 = "IJMSITE.sha256"
# A file that no row names may still be written at this moment.
WRITTEN_WITHIN = timedelta(minutes=1)
# Kept for an hour for a form that had errors: nobody misses it.
PASSING = {pending.DIRECTORY}


def names(
    folder: str = "", storage: Storage = default_storage, left_out: Collection[str] = PASSING
) -> Iterator[str]:
    """Yield the name of every file of a storage, without its folders `left_out`."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    # Some buckets list an empty name for the folder itself.
    for name in sorted(filter(None, files)):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        if folder or name not in left_out:
            yield from names(f"{folder}/{name}" if folder else name, storage, left_out)


class Archive:
    """A tar (POSIX.1-2001) to which the files are added that are not in it yet.

    Each has its SHA-256 among its headers, so that it can be checked by itself.
    """

    def __init__(self, target: BinaryIO, say: Callable[[str], None]) -> None:
        self._tar = tarfile.TarFile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)
        self._say = say
        self.names: set[str] = set()
        self.size = 0

    def add_all(self, needed: set[str]) -> set[str]:
        """Add every file, and return which of those `needed` by the database are not there."""
        there = set(names())
        for number, name in enumerate(sorted(there - self.names), 1):
            # It may be deleted while we come to it; then the second look misses it.
            with suppress(FileNotFoundError):
                if name in needed or is_whole(name):
                    self._add(name)
            if number % 100 == 0:
                self._say(f"Media: {number} of {len(there)} files, {megabytes(self.size)}")
        return needed - self.names

    def _add(self, name: str) -> None:
        with default_storage.open(name) as file:
            content = file.read()
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        member.pax_headers = {SHA256: hashlib.sha256(content).hexdigest()}
        self._tar.addfile(member, io.BytesIO(content))
        self.names.add(name)
        self.size += len(content)

    def __enter__(self) -> "Archive":
        self._tar.__enter__()
        return self

    def __exit__(self, *error) -> None:
        self._tar.__exit__(*error)


def is_whole(name: str) -> bool:
    """Return whether nobody writes this file any more."""
    return default_storage.get_modified_time(name) < timezone.now() - WRITTEN_WITHIN


def put_back(source: IO[bytes], expected: int, say: Callable[[str], None]) -> int:
    """Store every file of an archive under its name, and return how many they were.

    Raises `UpkeepError` where one is not what it was, or where their number is not `expected`.
    """
    count = 0
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                _put_back_one(tar, member)
                count += 1
                if count % 100 == 0:
                    say(f"Media: {count} of {expected} files")
    except (tarfile.TarError, ValueError):
        raise UpkeepError("The archive of stored files cannot be read.") from None
    if count != expected:
        raise UpkeepError(f"The archive has {count} of {expected} stored files.")
    return count


def _put_back_one(tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    name = member.name
    try:
        validate_file_name(name, allow_relative_path=True)
        if not member.isreg():
            raise UpkeepError(f"{name}, in the archive of stored files, is no file.")
        content = tar.extractfile(member).read()
        if hashlib.sha256(content).hexdigest() != member.pax_headers.get(SHA256):
            raise UpkeepError(f"The stored file {name} is not what it was.")
        # What was broken off before has stored it already, perhaps by half.
        default_storage.delete(name)
        if default_storage.save(name, ContentFile(content)) != name:
            raise UpkeepError(f"The file {name} cannot be stored under its name.")
        if default_storage.size(name) != len(content):
            raise UpkeepError(f"The file {name} was not stored whole.")
    except (SuspiciousOperation, ValueError):
        raise UpkeepError(
            f"The archive of stored files has one with the name {name!r}, which none of ours has: "
            "somebody else made it. Take another backup."
        ) from None
