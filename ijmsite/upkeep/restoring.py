"""Put a backup back into an empty place, and let nobody come back with it who was erased since."""

import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.timesince import timesince

from ijmsite.web.models import ContentVersion

from . import engines, files, forgotten, media
from .backups import Backup
from .files import UpkeepError
from .sealing import Key, SealError

# Some eighteen minutes of the clock from which the numbers of the content begin.
LONGEST_JUMP = 2**40


def marker() -> Path:
    """Return where it stands that a restore was begun, until it has ended."""
    return Path(settings.DATA_DIR) / "restore-unfinished"


@dataclass(frozen=True)
class Allowed:
    """What whoever restores has said to be right, though it may be somebody's trick."""

    unsealed: bool = False  # BACKUP_KEY is set, and the backup was made without it
    no_later_erasures: bool = False  # no list of erasures is later than the backup


def restore(
    backup: Backup,
    given: Iterable[Path],
    key: Key | None,
    say: Callable[[str], None],
    allowed: Allowed,
) -> dict[str, int]:
    """Restore one backup, and return how many rows of each kind were erased again.

    Raises `UpkeepError` or `SealError` with a sentence; where that is before anything was written,
    nothing has changed.
    """
    said = backup.manifest(key, may_be_unsealed=allowed.unsealed)
    say(f"Restoring {backup.folder}, made on {in_words(backup.made_at)}.")
    own_key = key if said["key"] else None
    must_fit(said)
    must_be_empty(backup)
    lists = {path: forgotten.read(path, key) for path in forgotten.paths(backup, given)}
    must_be_later(lists, backup, say, allowed)
    files.check(backup.folder, said["files"], say)
    with begun(backup):
        with files.read(backup.folder / media.NAME, own_key) as source:
            count = media.put_back(source, said["media"], say)
        say(f"Media: {count} files")
        say("Loading the database …")
        with (
            files.read(backup.folder / engines.name(), own_key) as source,
            engines.put_back(source, said["tables"], say),
        ):
            erased = make_current([*lists.values()], say)
    return erased


@contextmanager
def begun(backup: Backup) -> Iterator[None]:
    """Let the marker stand until the restore has ended, and explain it where it stays."""
    marker().write_text(backup.name)
    try:
        yield
    except (UpkeepError, SealError) as error:
        raise UpkeepError(
            f"{error} This restore has not ended, and the site must stay closed: {marker()} says "
            "so, until a restore ends. To restore another backup, first move away what is in "
            f"{settings.MEDIA_ROOT}."
        ) from None
    os.sync()
    marker().unlink()


def in_words(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d at %H:%M} UTC"


def must_be_later(
    lists: dict[Path, dict[str, Any]], backup: Backup, say: Callable[[str], None], allowed: Allowed
) -> None:
    """Say how old the newest list of erasures is.

    Raises `UpkeepError` where none is later than the backup's own, unless that is `allowed`: then
    the later ones were lost, or somebody has put an old one in their place.
    """
    own = forgotten.written_at(lists[backup.folder / forgotten.NAME])
    newest = max(forgotten.written_at(said) for said in lists.values())
    age = timesince(newest).replace("\xa0", " ")
    found = f"The newest list of erasures was written on {in_words(newest)}, {age} ago"
    if newest > own:
        say(f"{found}. Whoever was erased after that comes back: erase them again by hand.")
        return
    if not allowed.no_later_erasures:
        raise UpkeepError(
            f"{found}, with this backup itself. Whoever asked to be erased since then would come "
            "back. Look for a newer erasures.json (it is written each hour) or a newer backup, "
            "and name it: --erasures PATH. If there is none, restore with "
            "--without-later-erasures, and erase by hand whoever has asked since then."
        )
    say(f"{found}, and no later one is used. Erase by hand whoever has asked since then.")


def accounts() -> tuple[list[str], int]:
    """Return who are administrators, and how many people of the staff can sign in."""
    users = get_user_model().objects
    administrators = sorted(str(user) for user in users.administrators())
    return administrators, users.filter(is_active=True, is_staff=True).count()


def must_fit(said: dict[str, Any]) -> None:
    """Raise `UpkeepError` where this site, as it is set up here, cannot run on the backup."""
    if said["engine"] != connection.vendor:
        raise UpkeepError(
            f"This is a backup of {said['engine']}, and DATABASE_URL names {connection.vendor}."
        )
    if said["ledger"] != forgotten.ledger_id():
        raise UpkeepError(
            "LEDGER_KEY is not the one of the site that was backed up: nobody would be known in "
            "the ledger of consents. Set it (without PRODUCTION=1: the file DATA_DIR/ledger_key)."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [".".join(one) for one in said["migrations"] if tuple(one) not in known]
    if unknown:
        raise UpkeepError(
            f"The backup is of version {said['site']} of this site, which has migrations that are "
            f"not here ({', '.join(unknown[:3])}). Install that version first."
        )


def must_be_empty(backup: Backup) -> None:
    """Raise `UpkeepError` unless there is nothing that a restore could overwrite."""
    if reason := engines.emptiness():
        raise UpkeepError(reason)
    with suppress(FileNotFoundError):
        # Broken off before: what stands among the media is of this backup.
        if marker().read_text() == backup.name:
            return
    if name := next(media.names(), None):
        raise UpkeepError(
            f"The place for media is not empty: {name} is there. Move away what is in "
            f"{settings.MEDIA_ROOT}, and begin again."
        )


def make_current(lists: list[dict[str, Any]], say: Callable[[str], None]) -> dict[str, int]:
    """Bring the restored rows to this version and this moment; return what was erased again."""
    say("Migrating …")
    call_command("migrate", verbosity=0, interactive=False)
    say("Erasing again whoever was erased since …")
    with transaction.atomic():
        erased = forgotten.erase_again(lists, say)
        # Whoever was signed in then may not be allowed to any more.
        Session.objects.all().delete()
        move_on()
    return erased


def move_on() -> None:
    """Give the content a number that no web process, and no cache of its pages, has ever seen.

    They begin at the time in nanoseconds (`ijmsite.web.content.watch`) and grow by one.
    """
    row = ContentVersion.objects.select_for_update().get(pk=1)
    row.number = max(row.number, time.time_ns()) + 1 + secrets.randbelow(LONGEST_JUMP)
    row.save(update_fields=["number"])
