"""Wagtail behind the cache middleware of Django, which keeps whole pages in each process."""

from pathlib import Path

from bench.subjects import wagtail
from bench.subjects.ground import Command
from bench.subjects.wagtail import paths, prepare, session

__all__ = ["NAME", "command", "paths", "prepare", "session"]

NAME = "Wagtail behind a page cache"


def command(work: Path, port: int) -> Command:
    return wagtail.command(work, port, PAGE_CACHE="1")
