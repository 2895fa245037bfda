"""A server in a folder, on which deploy/upgrade.sh runs as it does on a real one."""

import getpass
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

from drills.newsroom import eventually, free_port
from tests.check import PRODUCTION, ROOT
from tests.web.served import fetch

LEFT_OUT = ("tests/", "bench/", "docs/card/", "docs/performance/")
# In place of a venv for each release: the one of these tests, and nothing to install.
VENV = """#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\n[ "$2" = pip ] && exit 0\\nexec {python} "$@"\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
"""


class Machine:
    """A server in a folder: releases, data, units, and programs in front of the real ones."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.database = folder / "data/db.sqlite3"
        for name in ("base/releases", "data", "backups", "units", "bin", "source"):
            (folder / name).mkdir(parents=True)
        self.program("python", VENV.format(python=sys.executable))
        stand_in = Path(__file__).with_name("systemctl.py")
        self.program("systemctl", f'#!/bin/sh\nexec {sys.executable} {stand_in} "$@"\n')
        settings = PRODUCTION | {"DATA_DIR": f"{folder}/data", "BACKUP_DIR": f"{folder}/backups"}
        settings |= {"PRESS_INBOX": "press@courier.ca", "FUNDRAISING_INBOX": "fund@courier.ca"}
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        (folder / "env").write_text("".join(lines))
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "TZ") if name in os.environ}
        self.environment = kept | {
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
            "PYTHON": f"{folder}/bin/python",
            "PYTHONDONTWRITEBYTECODE": "1",
            "BACKUPS": f"{folder}/backups",
            "IJMSITE_BASE": f"{folder}/base",
            "IJMSITE_DATA": f"{folder}/data",
            "IJMSITE_ENV": f"{folder}/env",
            "IJMSITE_UNITS": f"{folder}/units",
            "IJMSITE_PORT": str(self.port),
            "IJMSITE_USER": getpass.getuser(),
        }

    def program(self, name, text):
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, *command):
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=300
        )

    def git(self, *arguments):
        own = ["-c", "user.name=Ada Roy", "-c", "user.email=ada@newsroom.example"]
        done = self.run("git", "-C", str(self.folder / "source"), *own, *arguments)
        assert done.returncode == 0, done.stderr

    def release(self, tag, files=None):
        """Tag what stands in the sources, with these files written anew."""
        for path, text in (files or {}).items():
            (self.folder / "source" / path).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", tag)
        self.git("tag", tag)

    def install(self, tag):
        lib = self.folder / "source/deploy/lib.sh"
        steps = [
            f"set -euo pipefail; source {lib}",
            f'git clone --quiet --mirror {self.folder}/source "$base/repo.git"',
            f"release=$(unpack {tag})",
            'manage "$release" migrate --noinput --verbosity 0',
            'manage "$release" collectstatic --noinput --verbosity 0',
            'switch_to "$release"; install_units "$release"; systemctl start ijmsite-backup',
            'start_all "$release"; answers /readyz 90',
        ]
        done = self.run("bash", "-c", "\n".join(steps))
        assert done.returncode == 0, done.stderr

    def upgrade(self, tag):
        return self.run("bash", f"{self.folder}/base/current/deploy/upgrade.sh", tag)

    def runs(self):
        return (self.folder / "base/current").resolve().name

    def ask(self, sql):
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            return connection.execute(sql).fetchall()

    def is_ready(self):
        told = {"X-Forwarded-Proto": "https", "Host": "newsroom.example"}
        with suppress(OSError):
            return fetch(self.port, "/readyz", **told).status == 200
        return False

    def wait(self):
        assert eventually(self.is_ready, within=60)

    def stop(self):
        self.run("systemctl", "stop", "ijmsite-web", "ijmsite-worker")

    def copy_sources(self):
        """Take over what stands in the checkout, committed or not."""
        listing = ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard"]
        listed = subprocess.run(listing, check=True, capture_output=True, text=True).stdout
        for path in filter(None, listed.split("\0")):
            if not path.startswith(LEFT_OUT) and (ROOT / path).is_file():
                target = self.folder / "source" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, target)
        self.git("init", "--quiet")
