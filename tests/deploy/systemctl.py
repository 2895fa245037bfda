"""A stand-in for systemctl: it starts and stops what the units say, without a sandbox.

It reads the units that upgrade.sh has installed, so that their ExecStart lines are what is drilled.
Places come from the environment, as deploy/lib.sh takes them.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

BASE, UNITS = Path(os.environ["IJMSITE_BASE"]), Path(os.environ["IJMSITE_UNITS"])
PLACES = {
    "/srv/ijmsite": str(BASE),
    "/var/backups/ijmsite": os.environ["BACKUPS"],
    "--port 8000": f"--port {os.environ['IJMSITE_PORT']}",
    "${WEB_WORKERS}": "1",
}


def command_of(unit: str) -> tuple[list[str], bool]:
    """Return what a service runs, and whether it is done when that ends."""
    text = (UNITS / f"{unit}.service").read_text().replace("\\\n", " ")
    for ours, theirs in PLACES.items():
        text = text.replace(ours, theirs)
    [line] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    return shlex.split(line), "Type=oneshot" in text


def start(unit: str) -> int:
    command, is_oneshot = command_of(unit)
    with (UNITS / f"{unit}.log").open("a") as log:
        options = {"cwd": BASE / "current", "stdout": log, "stderr": log}
        if is_oneshot:
            return subprocess.run(command, **options).returncode
        process = subprocess.Popen(command, start_new_session=True, **options)
    (UNITS / f"{unit}.pid").write_text(str(process.pid))
    return 0


def is_running(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def is_active(unit: str) -> bool:
    return is_running(int((UNITS / f"{unit}.pid").read_text()))


def stop(unit: str) -> None:
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int((UNITS / f"{unit}.pid").read_text())
        (UNITS / f"{unit}.pid").unlink()
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 30
        while is_running(pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    what, *names = [part for part in sys.argv[1:] if not part.startswith("--")]
    services = [name.removesuffix(".service") for name in names if not name.endswith(".timer")]
    if what == "stop":
        running = [path.stem for path in UNITS.glob("*.pid")]
        for unit in running:
            if any(fnmatch(unit, name) for name in services):
                stop(unit)
    elif what == "is-active":
        # As systemd does: one of them is enough.
        sys.exit(not any(map(is_active, services)))
    elif what in {"start", "enable"}:
        sys.exit(max(map(start, services), default=0))


if __name__ == "__main__":
    main()
