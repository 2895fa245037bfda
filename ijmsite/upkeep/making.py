"""Make a backup: the database first, then the stored files, so that each file of a row is there."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from . import backups, engines, forgotten, media
from .backups import Backup
from .files import UpkeepError, megabytes, written
from .sealing import Key

# A picture may be deleted between the two: then the database is taken once more.
LOOKS = 3


def make(place: Path, key: Key | None, say: Callable[[str], None]) -> Backup:
    """Make one backup in `place` and return it.

    Raises `UpkeepError`, `OSError` such as of a full disk, and leaves nothing that looks whole.
    """
    if place.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise UpkeepError("A backup does not belong among the media: the next one would hold it.")
    with backups.alone(place):
        backups.sweep(place)
        return _make(place, key, say)


def _make(place: Path, key: Key | None, say: Callable[[str], None]) -> Backup:
    made_at = timezone.now()
    folder = backups.begin(place, made_at)
    said: dict[str, dict[str, int | str]] = {}
    with (
        written(folder, media.NAME, key, said) as target,
        media.Archive(target, say) as archive,
    ):
        missing: set[str] = set()
        for _look in range(LOOKS):
            say("Copying the database …")
            picture = engines.take(folder, lambda: written(folder, engines.name(), key, said))
            say(f"Database: {megabytes(said[engines.name()]['size'])}")
            before, missing = missing, archive.add_all(picture.pictures)
            if not missing or missing == before:
                break
    if missing and missing == picture.pictures:
        raise UpkeepError(
            "Not one picture of the database has its file: is the place for media mounted, and the "
            "right one? The backup was not made."
        )
    say(f"Media: {len(archive.names)} files, {megabytes(archive.size)}")
    if missing:
        say(f"{len(missing)} pictures of the database have no file; they had none before either.")
    forgotten.write(folder, key, said)
    return backups.finish(
        folder,
        {
            "made_at": made_at.isoformat(),
            "site": backups.version(),
            "engine": connection.vendor,
            "ledger": forgotten.ledger_id(),
            "files": said,
            "tables": picture.tables,
            "migrations": picture.migrations,
            "media": len(archive.names),
            "missing": sorted(missing),
        },
        key,
    )
