"""A server as a tree of processes: started, asked whether it answers, weighed, and stopped."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from ijmsite.web.parentage import die_with_parent

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class NotAnsweringError(Exception):
    pass


class Server:
    """Some processes of which the first answers, or its children do; stopped on leaving."""

    def __init__(
        self,
        name: str,
        argv: list[str],
        env: dict[str, str],
        cwd: Path,
        *,
        port: int,
        path: str,
        log: Path,
    ):
        self.name, self.port, self.path, self.log = name, port, path, log
        self.argv, self.cwd = argv, cwd
        self.env = {**os.environ, "DATABASE_URL": "", **env}
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_error) -> None:
        self.stop()

    def start(self, within: float = 90) -> float:
        """Start it and return how many seconds passed until it answered its page."""
        began = time.monotonic()
        with self.log.open("w") as log:
            # A session of its own: Ctrl-C reaches us alone, and we stop the others.
            self.process = subprocess.Popen(  # noqa: S603 (our own subjects)
                self.argv,
                env=self.env,
                cwd=self.cwd,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        try:
            while not self.answers():
                if self.process.poll() is not None or time.monotonic() - began > within:
                    said = self.log.read_text()[-1500:]
                    raise NotAnsweringError(f"{self.name}: {said}")
                time.sleep(0.01)
        except BaseException:
            # Also on Ctrl-C: whoever enters a context is not asked to leave it.
            self.stop()
            raise
        return time.monotonic() - began

    def answers(self) -> bool:
        with suppress(OSError, urllib.error.URLError):
            url = f"http://127.0.0.1:{self.port}{self.path}"
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.status == 200
        return False

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def pids(self) -> list[int]:
        """Return the first process and all below it."""
        parents = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                parents[int(entry.name)] = int(stat_of(entry.name)[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def cpu(self) -> float:
        """Return the seconds of CPU that it has used, with those of its processes that ended."""
        total = 0
        for pid in self.pids():
            with suppress(OSError):
                total += sum(map(int, stat_of(pid)[11:15]))
        return total / TICKS

    def settle(self, within: float = 20) -> None:
        """Wait until it has nothing left to do."""
        deadline = time.monotonic() + within
        before = -1.0
        while (now := self.cpu()) > before and time.monotonic() < deadline:
            before = now
            time.sleep(0.05)

    def workers(self) -> list[int]:
        """Return the processes that answer: those which hold most memory below the first."""
        below = self.pids()[1:] or self.pids()
        weighed = sorted(((pss(pid), pid) for pid in below), reverse=True)
        heaviest = weighed[0][0]
        return [pid for weight, pid in weighed if weight > heaviest / 2]

    def memory(self) -> float:
        """Return the megabytes that a worker takes, what it shares counted in part (PSS)."""
        weights = [pss(pid) for pid in self.workers()]
        return sum(weights) / len(weights)


def stat_of(pid: int | str) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on (`proc(5)`: field 3)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def pss(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
