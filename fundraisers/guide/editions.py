"""Which edition of the guide is handed over now: the newest that staff uploaded, or the shipped."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.contrib.staticfiles import finders

from ijmsite.mail import StoredFile

from .. import texts
from ..models import GuideEdition
from . import guide_pdf, load_guide


@dataclass(frozen=True)
class CurrentEdition:
    language: str  # of the guide: "en" or "fr"
    version: str
    name: str  # the file's, in ASCII
    # What staff uploaded; None for the edition that the site ships.
    uploaded: GuideEdition | None = None

    @property
    def attachment(self) -> str | StoredFile:
        """Return the PDF as the outbox takes it."""
        if self.uploaded:
            return StoredFile(self.uploaded.file.name, self.name)
        return guide_pdf(self.language)

    @property
    def size(self) -> int | None:
        """Return its bytes; None where the file is not there."""
        try:
            return self.uploaded.file.size if self.uploaded else self._shipped.stat().st_size
        except OSError:
            return None

    def open(self) -> BinaryIO:
        if self.uploaded:
            return self.uploaded.file.storage.open(self.uploaded.file.name)
        return self._shipped.open("rb")

    @property
    def _shipped(self) -> Path:
        return Path(finders.find(guide_pdf(self.language)))


def current_edition(language: str) -> CurrentEdition:
    """Return the guide to hand over in `language` ("fr", "fr-ca"): English where there is none."""
    language = texts.nearest(language)
    shipped = load_guide(language)
    # In the order of the model: the newest first.
    uploaded = GuideEdition.objects.filter(language=language).first()
    version = uploaded.version if uploaded else shipped.version
    return CurrentEdition(language, version, shipped.pdf, uploaded)
