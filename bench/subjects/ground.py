"""What the subjects have in common: commands, stamps, databases, how granian is started."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg

from ijmsite import serve

ROOT = Path(__file__).resolve().parents[2]
# As words, to be run in the folder of a site: from its own it would find these modules first.
SIGN_IN = Path(__file__).with_name("sign_in.py").read_text()
Say = Callable[[str], None]
Command = tuple[list[str], dict[str, str], Path]


def granian(application: str, port: int) -> list[str]:
    """Return the command line of `ijmsite.run`, with as many workers as all references have."""
    place = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    return [*serve.command(application), *place]


def environment(**own: str) -> dict[str, str]:
    """Return this process's environment without what names another site, and with `own`."""
    kept = {n: v for n, v in os.environ.items() if n not in {"DJANGO_SETTINGS_MODULE", "DEBUG"}}
    return {**kept, "DATABASE_URL": "", "DIE_WITH_PARENT": "1", **own}


def run(
    argv: Iterable[str | Path], env: dict[str, str], cwd: Path, say: Say = lambda _: None
) -> str:
    """Run a command, say each line of what it prints, and return all of it."""
    command = [str(word) for word in argv]
    process = subprocess.Popen(  # noqa: S603 (our own commands)
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            say(line.rstrip())
    finally:
        # Also where somebody pressed Ctrl-C.
        if process.poll() is None and sys.exc_info()[0]:
            process.terminate()
        process.stdout.close()
        code = process.wait()
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{''.join(lines[-30:])}")
    return "".join(lines)


def checksum(paths: Iterable[Path]) -> str:
    """Return a digest of the names and the contents of files."""
    seen = hashlib.sha256()
    for path in sorted(paths):
        seen.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return seen.hexdigest()


class Stamp:
    """A file that says of what a folder was prepared."""

    def __init__(self, folder: Path, name: str, **facts: object) -> None:
        self.path = folder / f"{name}.prepared"
        self.words = json.dumps(facts, sort_keys=True)

    @property
    def is_set(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.words

    def set(self) -> None:
        self.path.write_text(self.words)

    @classmethod
    def facts(cls, folder: Path, name: str) -> dict:
        return json.loads((folder / f"{name}.prepared").read_text())


def database_beside(url: str, name: str) -> str:
    """Return the URL of a new, empty database named after that of `url`; "" stays SQLite."""
    if not url:
        return ""
    own = f"{url.rpartition('/')[2]}_{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{own}"')
    return f"{url.rpartition('/')[0]}/{own}"
