"""A disk of a few megabytes for one newsroom's database, to be filled and freed.

Where we may mount, it is a tmpfs, and the system says "no space left on device". Elsewhere the
processes are forbidden to let a file grow (RLIMIT_FSIZE), which looks to SQLite like a disk that
does not take what it is given; a PostgreSQL server cannot be limited so.
"""

import os
import resource
import shutil
import subprocess
from contextlib import ExitStack, contextmanager, suppress

import psycopg

MEGABYTES = 48


@contextmanager
def small_disk(stage):
    """Yield a machine whose database is on a small disk, and that disk."""
    with ExitStack() as exits:
        mounted = stage.folder / "small"
        mounted.mkdir(exist_ok=True)
        has_mounted = _mount(mounted)
        if has_mounted:
            exits.callback(subprocess.run, ["umount", "--lazy", str(mounted)], check=True)
        elif stage.server:
            raise OSError("R10 on PostgreSQL needs the right to mount a tmpfs.")
        place = ""
        if stage.server:
            place = exits.enter_context(_tablespace(stage, mounted))
        machine = exits.enter_context(
            stage.machine(place=place, folder=mounted if has_mounted and not place else None)
        )
        yield machine, (TmpfsDisk if has_mounted else LimitedFiles)(machine, mounted)


def _mount(path):
    size = f"size={MEGABYTES}m,mode=0711"
    command = ["mount", "-t", "tmpfs", "-o", size, "none", str(path)]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True).returncode == 0
    return False


@contextmanager
def _tablespace(stage, mounted):
    """Make a tablespace of PostgreSQL on the small disk; the server must be on this machine."""
    folder, name = mounted / "tables", f"drill_small_{os.getpid()}"
    folder.mkdir()
    shutil.chown(folder, "postgres")
    stage.folder.chmod(0o711)
    with psycopg.connect(stage.server, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
    try:
        yield f"TABLESPACE {name}"
    finally:
        with psycopg.connect(stage.server, autocommit=True) as connection:
            connection.execute(f"DROP TABLESPACE {name}")


class Disk:
    def __init__(self, machine, mounted):
        self.machine = machine
        self.ballast = mounted / "ballast"

    def complaints(self):
        """Return what the database's own check complains of."""
        if self.machine.url:
            # Every page of every table is read.
            tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200"
            for (table,) in self.machine.database.rows(tables):
                self.machine.database.rows(f'SELECT count(t.*) FROM "{table}" t')  # noqa: S608 (ours)
            return 0
        return len(self.machine.database.rows("PRAGMA integrity_check")) - 1


class TmpfsDisk(Disk):
    how = f"a tmpfs of {MEGABYTES} MB"

    def fill(self):
        with suppress(OSError), self.ballast.open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass

    def free(self):
        self.ballast.unlink()


class LimitedFiles(Disk):
    how = "no file may grow (no right to mount a tmpfs)"

    def fill(self):
        database = self.machine.folder / "db.sqlite3-wal"
        self._limit(database.stat().st_size)

    def free(self):
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size):
        pids = [*self.machine.pids, *(pid for web in self.machine.webs for pid in web.workers())]
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
