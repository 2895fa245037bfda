"""What has been measured is kept, with what it belongs to: a run that was stopped goes on."""

import hashlib
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from bench.figures.study import Result
from bench.place import ROOT

PACKAGES = ["django", "granian", "psycopg", "brotli"]


def commit() -> str:
    """Return the commit of this checkout, with a mark of what was changed since."""
    head = git("rev-parse", "--short=12", "HEAD")
    measured = ["--", ".", ":!docs", ":!tests", ":!*.md"]
    changes = git("diff", "HEAD", *measured) + git("status", "--porcelain", *measured)
    mark = hashlib.sha256(changes.encode()).hexdigest()[:8]
    return f"{head or 'unknown'}{f' with changes {mark}' if changes else ''}"


def git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 (ours)
    return done.stdout.strip() if done.returncode == 0 else ""


def versions(wagtail: Path | None = None) -> dict[str, str]:
    found = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    found |= {name: version(name) for name in PACKAGES}
    for name, arguments in {"nginx": ["-v"], "wrk": ["-v"], "postgres": ["--version"]}.items():
        if path := shutil.which(name):
            done = subprocess.run([path, *arguments], capture_output=True, text=True)  # noqa: S603 (a version)
            number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
            found[name] = number[0] if number else "unknown"
    if wagtail and wagtail.exists():
        pinned = [line.split()[0] for line in wagtail.read_text().splitlines() if "==" in line]
        wanted = ("wagtail==", "gunicorn==")
        found |= dict(pin.split("==") for pin in pinned if pin.startswith(wanted))
    return found


def machine() -> dict[str, str | int]:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count() or 0,
        "memory_gib": round(memory),
        "system": f"{platform.system()} {platform.release()}",
    }


class Keeper:
    """The results of the studies of one commit, on disk from the moment each is finished."""

    def __init__(self, directory: Path, belongs_to: str) -> None:
        self.directory = directory
        self.belongs_to = belongs_to

    def path(self, name: str) -> Path:
        return self.directory / f"{name}.json"

    def find(self, name: str) -> Result | None:
        """Return what was measured of a study, if it belongs to what is here now."""
        try:
            kept = json.loads(self.path(name).read_text())
        except (OSError, json.JSONDecodeError):
            return None
        return Result(**kept["result"]) if kept["belongs_to"] == self.belongs_to else None

    def keep(self, name: str, result: Result) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        words = json.dumps({"belongs_to": self.belongs_to, "result": asdict(result)})
        unfinished = self.path(name).with_suffix(".unfinished")
        unfinished.write_text(words)
        unfinished.replace(self.path(name))

    def forget(self) -> None:
        """Let the next run measure everything anew."""
        shutil.rmtree(self.directory, ignore_errors=True)


def as_json(results: dict[str, Result], circumstances: dict) -> str:
    """Return everything that was measured, to be read by programs."""
    raw = {name: asdict(result) for name, result in results.items()}
    return json.dumps({**circumstances, "studies": raw}, indent=1) + "\n"


def circumstances(commit: str, wagtail: Path | None, load: float) -> dict:
    return {
        "commit": commit,
        "measured_on": time.strftime("%Y-%m-%d"),
        "machine": machine(),
        "versions": versions(wagtail),
        "busy": round(load, 2),
        "command": " ".join(["python", "-m", "bench.run", *sys.argv[1:]]),
    }
