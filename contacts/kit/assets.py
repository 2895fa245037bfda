"""The press kit: what journalists may take, on the press page and as a ZIP in each language.

Only what is approved is in it. It is asked for anew at each request, so that a picture whose
consent has ended, and a contact who has left, are gone from the next one on.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from textwrap import wrap
from typing import BinaryIO

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ijmsite.pages.context import site
from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Place
from ijmsite.staff.export import lines

from ..models import Boilerplate, PressContact
from .archive import Member, fingerprint, open_archive

FILE_NAMES = {"en": "press-kit-en.zip", "fr": "dossier-de-presse-fr.zip"}
LOGOS = {
    "logo": gettext_lazy("For light backgrounds"),
    "logo-reversed": gettext_lazy("For dark backgrounds"),
}
FORMATS = ["svg", "png"]
QUOTE = gettext_lazy("Quote from any article here, with its headline and a link.")
TEXTS = gettext_lazy("Print the texts about us as they stand, in whole or in part, without asking.")
LOGO = gettext_lazy(
    "Use the logo as it is, with some room around it: not stretched, not recolored, and not as a "
    "sign that we support something."
)
PHOTOS = gettext_lazy(
    "Use the approved photos, with their credit, to report on our work. For any other picture, "
    "and for any other use, ask us first."
)
NO_PHOTOS = gettext_lazy(
    "Ask before you print a picture: some show people whose consent has limits, and we will tell "
    "you which."
)
NAMES = gettext_lazy("Never try to identify a person whose name we have changed.")


@dataclass(frozen=True)
class LogoFile:
    name: str
    path: Path

    @property
    def static_name(self) -> str:
        return f"contacts/kit/{self.name}"

    @property
    def format(self) -> str:
        return self.path.suffix[1:].upper()

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True)
class Logo:
    name: str
    label: str
    files: list[LogoFile]


class Kit:
    """What the press office hands out in one language now; each kind is looked up once."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def _everybody(self) -> list[PressContact]:
        people = {contact.pk: contact for contact in PressContact.objects.order_by("name", "id")}
        for contact in people.values():
            # So that asking who stands in costs no query each.
            contact.deputy = people.get(contact.deputy_id)
        return list(people.values())

    @cached_property
    def contacts(self) -> list[PressContact]:
        """Whom journalists can call today; first who takes the calls of the press office."""
        if not self._everybody:
            return []
        first = min(self._everybody, key=lambda c: (not c.is_default, c.pk)).on_duty
        others = [c for c in self._everybody if c != first and not c.is_away]
        return [first, *others]

    @cached_property
    def away(self) -> list[PressContact]:
        return [c for c in self._everybody if c.is_away and c not in self.contacts]

    @cached_property
    def boilerplates(self) -> list[Boilerplate]:
        return list(Boilerplate.objects.all())

    @cached_property
    def photos(self) -> list[Photo]:
        return list(Photo.objects.for_press())

    @cached_property
    def logos(self) -> list[Logo]:
        """The logos that are there: an operator may have taken one away."""
        logos = []
        for name, label in LOGOS.items():
            files = [LogoFile(f"{name}.{suffix}", Path()) for suffix in FORMATS]
            found = [(file, finders.find(file.static_name)) for file in files]
            if there := [LogoFile(file.name, Path(path)) for file, path in found if path]:
                logos.append(Logo(name, label, there))
        return logos

    @property
    def rules(self) -> list[str]:
        logo = [LOGO] if self.logos else []
        return [QUOTE, TEXTS, *logo, PHOTOS if self.photos else NO_PHOTOS, NAMES]

    @property
    def logo_rule(self) -> str:
        return LOGO

    @cached_property
    def members(self) -> list[Member]:
        logos = [file for logo in self.logos for file in logo.files]
        with translation.override(self.language):
            return [
                text("README.txt", self._page("readme")),
                text("contacts.txt", self._page("contacts")),
                *(text(f"text/about-{b.words}-words.txt", b.local_text) for b in self.boilerplates),
                *(Member(f"logos/{file.name}", file.path.read_bytes()) for file in logos),
                Member("captions.csv", captions(self.photos)),
                *(Member(path_of(p), stored=p.largest_jpeg["name"]) for p in self.photos),
            ]

    def _page(self, name: str) -> str:
        page = settings.SITE_URL + reverse("contacts:inquiry_create")
        return render_to_string(
            f"contacts/kit/{name}.txt", {"kit": self, "page": page, **site(None)}
        )

    @property
    def file_name(self) -> str:
        return FILE_NAMES[self.language]

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.members)

    def open(self) -> BinaryIO:
        return open_archive(self.language, self.members)

    @cached_property
    def size(self) -> int:
        with self.open() as file:
            return file.seek(0, io.SEEK_END)


def text(name: str, content: str) -> Member:
    """Return a text as every editor reads it, old ones of Windows included."""
    content = content.strip().replace("\n", "\r\n")
    return Member(name, f"\ufeff{content}\r\n".encode())


def file_name(photo: Photo) -> str:
    """Name the file after what it shows: the title is for staff only."""
    words = wrap(slugify(photo.local_alt).replace("-", " "), 50) or ["photo"]
    return f"{slugify(words[0])}-{photo.directory[:6]}.jpg"


def path_of(photo: Photo) -> str:
    return f"photos/{file_name(photo)}"


def captions(photos: list[Photo]) -> bytes:
    """Return the table of the pictures, which a spreadsheet opens as it is."""
    columns = {
        _("file"): path_of,
        _("caption"): lambda photo: photo.local_caption,
        _("what it shows"): lambda photo: photo.local_alt,
        _("credit"): lambda photo: photo.credit,
        _("rights"): lambda photo: photo.rights,
        _("consent until"): lambda photo: photo.consent_expires_on,
    }
    return "".join(lines(columns, photos)).encode()


def press_places(photo: Photo) -> list[Place]:
    """Tell the photo library that journalists may take `photo`."""
    if not photo.is_for_press:
        return []
    page = reverse("contacts:inquiry_create")
    return [Place(gettext_lazy("Press page and press kit"), page, gettext_lazy("Approved"))]


def refresh(now: datetime) -> None:
    """Pack what has changed: readers need not wait for it, and nothing old lies about."""
    for language, _name in settings.LANGUAGES:
        Kit(language).open().close()
