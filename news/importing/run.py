"""Import one page, or all that are in a folder."""

import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urljoin

from . import files, origin, report
from .drafts import Drafts, Result
from .page import Page, PageError
from .reading import read_page

logger = logging.getLogger(__name__)


class Run:
    """Reads every page before it stores the first, as pages link to one another."""

    def __init__(self, path: Path, *, say: Callable, progress: Callable, dry_run: bool = False):
        self.path = path
        self.say = say
        self.progress = progress
        self.dry_run = dry_run
        self.skipped = 0
        self.results: list[Result] = []

    def read(self, *, source_url: str, language: str) -> dict[Path, Page]:
        pages = {}
        found = list(files.find(self.path))
        for number, (file, refusal) in enumerate(found, start=1):
            self.progress("Reading", number, len(found))
            if refusal:
                self.skip(file, refusal)
                continue
            try:
                pages[file] = read_page(
                    file,
                    within=self.path if self.path.is_dir() else self.path.parent,
                    language=language,
                    **self.address_of(file, source_url),
                )
            except Exception as error:
                self.skip(file, error)
        return pages

    def store(self, pages: dict[Path, Page], *, photos: bool) -> None:
        drafts = Drafts(list(pages.values()), photos=photos, dry_run=self.dry_run)
        for number, (file, page) in enumerate(pages.items(), start=1):
            self.progress("Storing", number, len(pages))
            try:
                result = drafts.store(page)
            except Exception as error:
                self.skip(file, error)
                continue
            self.results.append(result)
            self.say("\n".join(report.lines(files.shown(file), result, self.dry_run)))

    def address_of(self, file: Path, source_url: str) -> dict[str, str]:
        if not source_url:
            return {}
        if not self.path.is_dir():
            return {"address": source_url}
        name = quote(file.relative_to(self.path).as_posix())
        return {"fallback": urljoin(source_url.rstrip("/") + "/", name)}

    def skip(self, file: Path, why: str | Exception) -> None:
        """Say why a file is left out; one that is beyond us must not stop the others."""
        self.skipped += 1
        if isinstance(why, Exception) and not isinstance(why, PageError):
            logger.error("The importer failed on a file.", exc_info=why)
            why = f"The importer failed on it ({type(why).__name__}). Please report it."
        self.say(f"{files.shown(file)}\n  Skipped: {why}")

    def summary(self) -> str:
        return report.summary(self.results, self.skipped, self.dry_run)


def is_address(url: str) -> bool:
    return bool(origin.http(url))
