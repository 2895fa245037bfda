"""The database before an upgrade, byte for byte, and its way back: `snapshot.py save|load FILE`.

For the minutes in which nothing else writes: upgrade.sh has stopped the site. A backup, which can
be taken while others write, is `manage.py backup`. Run in the folder of a release, by its Python.
"""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

BESIDE = ["-wal", "-shm", "-journal"]


def save_sqlite(database: Path, file: Path) -> None:
    import sqlite3

    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)


def load_sqlite(database: Path, file: Path) -> None:
    aside = database.with_name(f"{database.name}.loading")
    shutil.copyfile(file, aside)
    aside.chmod(0o640)
    # A journal of the database that goes must not be read into the one that comes.
    for end in BESIDE:
        database.with_name(database.name + end).unlink(missing_ok=True)
    aside.rename(database)


def run_postgres(connection, command: list[str]) -> None:
    """Run a program of PostgreSQL's on Django's database."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    given = connection.settings_dict
    own = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    environment = os.environ | own | {"PGDATABASE": given["NAME"]}
    subprocess.run(command, check=True, env=environment)  # noqa: S603 (our own commands)


def main() -> None:
    import django

    sys.path.insert(0, os.getcwd())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    django.setup()
    from django.db import connection

    what, file = sys.argv[1], Path(sys.argv[2])
    os.umask(0o077)
    if connection.vendor == "sqlite":
        action = {"save": save_sqlite, "load": load_sqlite}[what]
        action(Path(connection.settings_dict["NAME"]), file)
    elif what == "save":
        run_postgres(connection, ["pg_dump", "--format=custom", f"--file={file}"])
    else:
        # What a failed release has added is in no dump: everything goes, then the dump comes.
        script = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        run_postgres(connection, ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", script])
        restore = ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"]
        run_postgres(
            connection, [*restore, f"--dbname={connection.settings_dict['NAME']}", str(file)]
        )


if __name__ == "__main__":
    main()
