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
FIELDS = {
    **dict.fromkeys(["made_at", "site", "engine", "ledger"], str),
    **{"files": dict, "tables": dict, "migrations": list, "media": int, "missing": list},
}
FILE = {"size": int, "sha256": str}
TABLE = {"rows": int, "sha256": str}
# What the wrong kinds of JSON raise.
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Backup:
    folder: Path
    made_at: datetime

    @property
    def name(self) -> str:
        return self.folder.name

    def manifest(self, key: Key | None, *, may_be_unsealed: bool = False) -> dict[str, Any]:
        """Return what the backup says of itself.

        Raises `UpkeepError` where that was changed, was signed with another key, or is of another
        time than the folder; and, unless it `may_be_unsealed`, where there is a key and no use was
        made of it: what is signed without one anybody can have written.
        """
        path = self.folder / MANIFEST
        try:
            said = json.loads(path.read_bytes())
            signature, version, key_id = said.pop("signature"), said["format"], said["key"]
        except UNREADABLE:
            raise UpkeepError(f"{path} cannot be read.") from None
        if version != FORMAT:
            raise UpkeepError(
                f"{self.folder} was written by another version of this site, in format {version}. "
                "Install that version to restore it."
            )
        if key_id != (key.id if key and key_id else ""):
            raise UpkeepError(
                f"{self.folder} was encrypted, and BACKUP_KEY is not the key it was made with."
                if key
                else f"{self.folder} is encrypted. Set BACKUP_KEY to the key it was made with."
            )
        if key and not key_id and not may_be_unsealed:
            raise UpkeepError(
                f"{self.folder} is not encrypted, though BACKUP_KEY is set: whoever can write "
                "there may have made it. Only if you know that it is yours, restore it with "
                "--unsealed."
            )
        if not is_signature(signature, sign(said, key if key_id else None)):
            raise UpkeepError(f"{path} was cut off or changed.")
        if not is_complete(said):
            raise UpkeepError(f"{path} does not say what a backup has to say.")
        if (made_at := datetime.fromisoformat(said["made_at"])) != self.made_at:
            raise UpkeepError(
                f"{self.folder} was made on {made_at:%Y-%m-%d at %H:%M} and has the name of "
                "another time. To restore it, call its folder something that is no time."
            )
        return said


def is_signature(found: Any, wanted: str) -> bool:
    """Return whether what stands in a file, of whatever type, is the signature `wanted`."""
    is_text = isinstance(found, str) and found.isascii()
    return is_text and hmac.compare_digest(found, wanted)


def is_complete(said: dict[str, Any]) -> bool:
    """Return whether all is there that is read later: without a key anybody can sign anything."""
    try:
        datetime.fromisoformat(said["made_at"])
        parts = [said, *said["files"].values(), *said["tables"].values()]
        kinds = [FIELDS, *[FILE] * len(said["files"]), *[TABLE] * len(said["tables"])]
        return all(
            isinstance(part[name], kind)
            for part, fields in zip(parts, kinds, strict=True)
            for name, kind in fields.items()
        ) and all(isinstance(app + name, str) for app, name in said["migrations"])
    except UNREADABLE:
        return False


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


def named_in(place: Path) -> list[Backup]:
    """Return what has the name of a backup, the oldest first. Raises `OSError`."""
    found = [Backup(path, at) for path in place.iterdir() if (at := time_of(path.name))]
    return sorted(found, key=lambda backup: backup.name)


def all_in(place: Path) -> list[Backup]:
    """Return the backups that were finished, the oldest first. Raises `OSError`."""
    return [one for one in named_in(place) if has_manifest(one.folder)]


def has_manifest(folder: Path) -> bool:
    path = folder / MANIFEST
    return path.is_file() and path.stat().st_size > 0


def chosen(path: Path) -> Backup:
    """Return the backup at `path`, or the newest one in it.

    Raises `UpkeepError`, also where the newest is not whole: an older one nobody takes unasked.
    """
    try:
        if (path / MANIFEST).exists():
            # Whatever somebody has named its copy.
            made_at = json.loads((path / MANIFEST).read_bytes())["made_at"]
            return Backup(path, time_of(path.name) or datetime.fromisoformat(made_at))
        found = named_in(path)
    except UNREADABLE:
        raise UpkeepError(f"{path} cannot be read as a backup, or as a folder of them.") from None
    if not found:
        raise UpkeepError(f"There is no backup in {path}.")
    if not has_manifest(found[-1].folder):
        raise UpkeepError(
            f"{found[-1].folder}, the newest, is not whole: it lacks {MANIFEST}. To restore an "
            "older one, name its folder."
        )
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
