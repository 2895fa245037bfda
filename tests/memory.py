"""What a process has taken of memory at most."""

from pathlib import Path


def most_so_far() -> int:
    """Return the most memory that this program has held, in kB.

    `ru_maxrss` would be that of the process which started it, where that was larger (Linux hands it
    on at fork and keeps it at exec).
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
