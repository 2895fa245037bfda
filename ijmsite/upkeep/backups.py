"""Where the backups lie, which of them are whole, and what each says of itself.

A backup is a folder with the name of its time. Until everything in it is on the disk it has another
name, so what was broken off is never taken for a backup.
"""

import fcntl
import hashlib
import hmac
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from .files import UpkeepError, private, sync_folder
from .sealing import Key

FORMAT = 1
MANIFEST = "manifest.json"
# Names that sort as their times do.
NAME = "%Y-%m-%dT%H%M%S.%fZ"
UNFINISHED, GOING = ".unfinished-", ".going-"


@dataclass(frozen=True)
class Backup:
    folder: Path
    made_at: datetime

    @property
    def name(self) -> str:
        return self.folder.name

    def manifest(self, key: Key | None) -> dict[str, Any]:
        """Return what the backup says of itself.

        Raises `UpkeepError` where that was changed, or was signed with another key.
        """
        try:
            said = json.loads((self.folder / MANIFEST).read_bytes())
            signature, version = said.pop("signature"), said["format"]
        except (OSError, ValueError, KeyError, AttributeError):
            raise UpkeepError(f"{self.folder / MANIFEST} cannot be read.") from None
        if version != FORMAT:
            raise UpkeepError(
                f"{self.folder} was written by another version of this site, in format {version}. "
                "Install that version to restore it."
            )
        if said["key"] != (key.id if key and said["key"] else ""):
            raise UpkeepError(
                f"{self.folder} was encrypted, and BACKUP_KEY is not the key it was made with."
                if key
                else f"{self.folder} is encrypted. Set BACKUP_KEY to the key it was made with."
            )
        if not hmac.compare_digest(signature, sign(said, key if said["key"] else None)):
            raise UpkeepError(f"{self.folder / MANIFEST} was cut off or changed.")
        return said


def sign(said: dict[str, Any], key: Key | None) -> str:
    """Return what shows that a manifest is whole and, under a key, that it is ours."""
    content = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return key.sign(content) if key else hashlib.sha256(content).hexdigest()


def key_of_environment() -> Key | None:
    """Return the key of BACKUP_KEY. Raises `SealError` where it is too short to be one."""
    return Key(settings.BACKUP_KEY) if settings.BACKUP_KEY else None


def version() -> str:
    """Return the version of this site."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]


def time_of(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def all_in(place: Path) -> list[Backup]:
    """Return the backups that were finished, the oldest first. Raises `OSError`."""
    found = [Backup(path, at) for path in place.iterdir() if (at := time_of(path.name))]
    return sorted((one for one in found if (one.folder / MANIFEST).exists()), key=lambda b: b.name)


def chosen(path: Path) -> Backup:
    """Return the backup at `path`, or the newest one in it. Raises `UpkeepError`."""
    try:
        if (path / MANIFEST).exists():
            # Whatever somebody has named its copy.
            made_at = json.loads((path / MANIFEST).read_bytes())["made_at"]
            return Backup(path, datetime.fromisoformat(made_at))
        found = all_in(path)
    except (OSError, ValueError, KeyError, TypeError):
        raise UpkeepError(f"{path} cannot be read as a backup, or as a folder of them.") from None
    if not found:
        raise UpkeepError(f"There is no backup in {path}.")
    return found[-1]


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Keep the place for this process. Raises `UpkeepError` where another one makes a backup."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise UpkeepError(f"Another backup is being made in {place}.") from None
    finally:
        os.close(descriptor)


def sweep(place: Path) -> None:
    """Remove what was broken off; to be called by who is `alone` there."""
    for path in place.iterdir():
        if re.match(f"{re.escape(UNFINISHED)}|{re.escape(GOING)}", path.name):
            shutil.rmtree(path)


def begin(place: Path, at: datetime) -> Path:
    """Make the folder in which a backup is put together."""
    folder = place / f"{UNFINISHED}{at.astimezone(UTC).strftime(NAME)}"
    folder.mkdir(mode=0o700)
    return folder


def finish(folder: Path, said: dict[str, Any], key: Key | None) -> Backup:
    """Write the manifest of what is put together, and give the folder its name."""
    said = {"format": FORMAT, "key": key.id if key else "", **said}
    said["signature"] = sign(said, key)
    put(folder, MANIFEST, json.dumps(said, indent=1).encode())
    name = folder.name.removeprefix(UNFINISHED)
    folder = folder.rename(folder.parent / name)
    sync_folder(folder.parent)
    return Backup(folder, time_of(name))


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a file whole or not at all, and let it be on the disk."""
    aside = folder / f".{name}"
    with os.fdopen(private(aside), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(folder / name)
    sync_folder(folder)


def prune(place: Path, keep: int) -> list[Backup]:
    """Delete all but the newest `keep` backups, and return those."""
    old = all_in(place)[:-keep]
    for backup in old:
        # By another name first: of what is half deleted nobody must think that it is whole.
        shutil.rmtree(backup.folder.rename(place / f"{GOING}{backup.name}"))
    return old
