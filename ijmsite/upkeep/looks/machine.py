"""The machine: can pictures be stored, is there space, and does the clock go right?"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from ijmsite.upkeep.health import Finding, Level, ok

MEGABYTE = 1_000_000
# A night's uploads, and what the database needs to go on at all.
LITTLE, TOO_LITTLE = 1000 * MEGABYTE, 200 * MEGABYTE
# In seconds. Times are compared to the minute; links and leases stand a little.
OFF, FAR_OFF = 2, 60


def folder_of_media() -> Path | None:
    """Return where the media lie on this disk; None where they lie elsewhere."""
    try:
        return Path(default_storage.path(""))
    except NotImplementedError:
        return None


def bucket() -> Finding:
    if folder_of_media():
        return Finding(Level.NOT_LOOKED, "not looked: the media are on this disk")
    try:
        default_storage.exists("doctor")
    except OSError as error:
        return Finding(
            Level.FAILURE,
            f"does not answer: {type(error).__name__}",
            "Is the server of MEDIA_STORAGE_URL up, and is its key the right one?",
        )
    return ok("answers")


def media() -> Finding:
    folder = folder_of_media()
    if not folder:
        return Finding(Level.NOT_LOOKED, "not looked: the media are not on this disk")
    while not folder.exists():
        # It is made with the first picture.
        folder = folder.parent
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            Level.FAILURE,
            f"no picture can be stored: this account may not write to {folder}",
            f"Give {folder} to the account of the site (chown), with the rights 750.",
        )
    return ok("pictures can be stored")


def space() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LITTLE:
        return Finding(
            Level.FAILURE if free < TOO_LITTLE else Level.WARNING,
            f"only {free // MEGABYTE} MB are left for {settings.DATA_DIR}",
            "Make room: old backups and logs first. Without space nobody can send a form.",
        )
    return ok(f"{free // MEGABYTE:,} MB are left")


def clock() -> Finding:
    """Compare the clock of this process with that of the disk and of the database."""
    with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR) as file:
        clocks = {"the disk": os.stat(file.name).st_mtime - time.time()}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float")
            clocks["the database"] = cursor.fetchone()[0] - time.time()
    where, off = max(clocks.items(), key=lambda item: abs(item[1]))
    if abs(off) > OFF:
        return Finding(
            Level.FAILURE if abs(off) > FAR_OFF else Level.WARNING,
            f"that of {where} differs from ours by {off:+.0f} seconds",
            "Let all machines take their time from the network: `timedatectl set-ntp true`.",
        )
    return ok(f"agrees with that of {' and '.join(clocks)}")
