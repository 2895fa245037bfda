"""The files of a backup: for this account alone, on the disk for certain, under a key or not."""

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from .sealing import Key, Sealer, Unsealer

BLOCK = 1024 * 1024


class UpkeepError(Exception):
    """A backup, or a restore, cannot be done: a sentence for whoever stands before the machine."""


class Hashing(io.RawIOBase):
    """Write to `target`, and know what was written: `size` in bytes and `sha256`."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._hash, self.size = target, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._target.write(data)
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    @property
    def said(self) -> dict[str, int | str]:
        """What the manifest says of the file."""
        return {"size": self.size, "sha256": self._hash.hexdigest()}


def private(path: Path) -> int:
    """Make the file anew, for nobody else to read, and return its descriptor."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


@contextmanager
def written(
    folder: Path, name: str, key: Key | None, said: dict[str, dict], *, sealed_as: str = ""
) -> Iterator[BinaryIO]:
    """Write the file `name` of a backup; at the end it is on the disk and stands in `said`.

    `sealed_as` is the name by which it is read, where that is another one.
    """
    with os.fdopen(private(folder / name), "wb") as file:
        hashing = Hashing(file)
        if key:
            sealer = Sealer(hashing, key, sealed_as or name)
            try:
                yield sealer
            except BaseException:
                sealer.abandon()
                raise
            sealer.close()
        else:
            yield hashing
        file.flush()
        os.fsync(file.fileno())
    said[name] = hashing.said


@contextmanager
def read(path: Path, key: Key | None, *, sealed_as: str = "") -> Iterator[IO[bytes]]:
    """Read what was written into a file of a backup. Raises `SealError` as it is read."""
    with path.open("rb") as file:
        name = sealed_as or path.name
        yield io.BufferedReader(Unsealer(file, key, name), BLOCK) if key else file


def check(folder: Path, files: dict[str, dict], say: Callable[[str], None]) -> None:
    """Raise `UpkeepError` unless each file is there, and is to the byte what the manifest says."""
    for name, said in sorted(files.items()):
        path = folder / name
        if not path.is_file():
            raise UpkeepError(f"{path} is missing: this backup is not whole. Take another one.")
        say(f"Checking {name} ({megabytes(said['size'])}) …")
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != said["sha256"]:
            raise UpkeepError(
                f"{path} was cut off or changed since it was written. Take another backup."
            )


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def sync_folder(folder: Path) -> None:
    """Let the names in a folder be on the disk, not its files alone."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
