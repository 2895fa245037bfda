"""Backups: is the newest one new, whole, and of use with the key that is set here?"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ijmsite.upkeep import backups, forgotten
from ijmsite.upkeep.files import UpkeepError
from ijmsite.upkeep.health import Finding, Level, ok
from ijmsite.upkeep.sealing import SealError

from .mail import minutes

# Made each night, with two hours for a long one.
NEW = timedelta(hours=26)
# What the privacy page promises: docs/privacy.md.
KEPT_AT_MOST = timedelta(days=35)
RUN = "Run `manage.py backup`, and see why its timer did not."


def age() -> Finding:
    if not settings.BACKUP_DIR:
        return Finding(
            Level.WARNING,
            "nobody knows whether there are any: BACKUP_DIR is not set",
            "Set BACKUP_DIR and let a timer run `manage.py backup` each night.",
        )
    try:
        found = backups.all_in(Path(settings.BACKUP_DIR))
    except OSError as error:
        return Finding(
            Level.FAILURE,
            f"the folder of BACKUP_DIR cannot be read: {error.strerror}",
            "Is its disk mounted, and may this account read it?",
        )
    newest = next(filter(is_readable, reversed(found)), None)
    if not newest:
        many = f" that can be read, among {len(found)}" if found else ""
        return Finding(Level.FAILURE, f"there is none in BACKUP_DIR{many}", RUN)
    since = timezone.now() - newest.made_at
    if since > NEW:
        return Finding(Level.FAILURE, f"the newest is {minutes(since)} old", RUN)
    if timezone.now() - found[0].made_at > KEPT_AT_MOST:
        return Finding(
            Level.WARNING,
            "the oldest is older than the 35 days that the privacy page promises",
            "Delete what is older, and let the timer run `manage.py backup --keep 35`.",
        )
    return ok(f"the newest is {minutes(since)} old")


def is_readable(one: backups.Backup) -> bool:
    """Return whether it says under our key what it is, and of which time: its name may lie."""
    try:
        return bool(one.manifest(backups.key_of_environment()))
    except (UpkeepError, SealError):
        return False


def ledger_key() -> Finding:
    """Say where the key is that no backup holds; whether there is a copy of it, nobody can tell."""
    if file := forgotten.key_file():
        return Finding(
            Level.OK,
            f"stands in {file}, and in no backup",
            "Keep a copy of it elsewhere, once: without it no backup can be restored.",
        )
    return ok("is set in the settings")


def files_there() -> Finding:
    """Look whether the newest one has all its files in their size, and is ours by its key."""
    if not settings.BACKUP_DIR:
        return Finding(Level.NOT_LOOKED, "not looked: BACKUP_DIR is not set")
    another = "Make another one at once: `manage.py backup`."
    try:
        newest = backups.chosen(Path(settings.BACKUP_DIR))
        said = newest.manifest(backups.key_of_environment())
    except (UpkeepError, SealError) as error:
        return Finding(Level.FAILURE, str(error), another)
    for name, file in said["files"].items():
        path = newest.folder / name
        if not path.is_file() or path.stat().st_size != file["size"]:
            return Finding(Level.FAILURE, f"{path} is missing or was cut off", another)
    if said["missing"]:
        return Finding(
            Level.WARNING,
            f"{len(said['missing'])} files of pictures were not there when the newest was made",
            'Its manifest.json names them under "missing": bring them from an older backup.',
        )
    if not said["key"]:
        return Finding(
            Level.WARNING,
            "the newest is not encrypted: whoever has the disk reads everything",
            "Set BACKUP_KEY, and keep a copy of the key somewhere else.",
        )
    rows = sum(table["rows"] for table in said["tables"].values())
    return ok(f"the newest has all its files, and {rows:,} rows")
