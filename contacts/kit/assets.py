"""The press kit: what journalists may take, on the press page and as a ZIP in each language.

Only what is approved is in it. It is asked for anew at each request, so that a picture whose
consent has ended, and a contact who has left, are gone from the next one on.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from textwrap import wrap

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ijmsite.pages.context import site
from ijmsite.photos.models import Photo
from ijmsite.staff.export import lines

from ..models import Boilerplate, PressContact
from .archive import Archive, Member, remove_others

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Names:
    """What the files of the kit are called in a language."""

    zip: str
    readme: str
    captions: str
    texts: str
    text: str


NAMES_IN = {
    "en": Names(
        zip="press-kit-en.zip",
        readme="README.txt",
        captions="captions.csv",
        texts="text/",
        text="about-{words}-words.txt",
    ),
    "fr": Names(
        zip="dossier-de-presse-fr.zip",
        readme="LISEZMOI.txt",
        captions="legendes.csv",
        texts="texte/",
        text="a-propos-{words}-mots.txt",
    ),
}
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
LARGER = gettext_lazy(
    "These photos are at most 1,200 pixels wide. For a larger one, ask the press office."
)
NO_PHOTOS = gettext_lazy(
    "Ask before you print a picture: some show people whose consent has limits, and we will tell "
    "you which."
)
NAMES = gettext_lazy("Never try to identify a person whose name we have changed.")


@dataclass(frozen=True)
class LogoFile:
    static_name: str
    path: Path

    @property
    def name(self) -> str:
        return self.static_name.rpartition("/")[2]

    @property
    def format(self) -> str:
        return self.path.suffix[1:].upper()

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True)
class Logo:
    name: str
    label: str | Promise
    files: list[LogoFile]


class Kit:
    """What the press office hands out in one language now; each kind is looked up once."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def _everybody(self) -> list[PressContact]:
        return PressContact.objects.order_by("name", "id").with_deputies()

    @cached_property
    def contacts(self) -> list[PressContact]:
        """Whom journalists can call today; first who takes the calls of the press office."""
        there = [contact for contact in self._everybody if not contact.is_away]
        first = self._everybody[0].office.on_duty if there else None
        return sorted(there, key=lambda contact: contact != first)

    @property
    def away(self) -> list[PressContact]:
        return [contact for contact in self._everybody if contact.is_away]

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
            static_names = [f"contacts/kit/{name}.{suffix}" for suffix in FORMATS]
            found = [(static_name, finders.find(static_name)) for static_name in static_names]
            if files := [LogoFile(file, Path(path)) for file, path in found if path]:
                logos.append(Logo(name, label, files))
        return logos

    @property
    def rules(self) -> list[str]:
        logo = [LOGO] if self.logos else []
        return [QUOTE, TEXTS, *logo, PHOTOS if self.photos else NO_PHOTOS, NAMES]

    @property
    def logo_rule(self) -> str:
        return LOGO

    @property
    def larger_photos(self) -> str:
        return LARGER

    @cached_property
    def complete(self) -> Archive:
        return self._archive(self.photos)

    def archive(self) -> Archive:
        """Return the archive to hand out: without a photo whose file the storage has lost."""
        if self.complete.is_kept:
            return self.complete
        there = [photo for photo in self.photos if is_stored(photo)]
        return self.complete if there == self.photos else self._archive(there)

    def _archive(self, photos: list[Photo]) -> Archive:
        names = self.names
        logos = [file for logo in self.logos for file in logo.files]
        with translation.override(self.language):
            return Archive(
                self.language,
                [
                    text(names.readme, self._page("readme")),
                    text("contacts.txt", self._page("contacts")),
                    *(text(self.path_of_text(b), b.local_text) for b in self.boilerplates),
                    *(Member(f"logos/{file.name}", file.path.read_bytes()) for file in logos),
                    Member(names.captions, captions(photos)),
                    *(picture(photo) for photo in photos),
                ],
            )

    def path_of_text(self, boilerplate: Boilerplate) -> str:
        return self.names.texts + self.names.text.format(words=boilerplate.words)

    def _page(self, name: str) -> str:
        page = settings.SITE_URL + reverse("contacts:inquiry_create")
        return render_to_string(
            f"contacts/kit/{name}.txt", {"kit": self, "page": page, **site(None)}
        )

    @property
    def names(self) -> Names:
        return NAMES_IN[self.language]

    @property
    def size(self) -> int:
        return self.complete.size


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


def picture(photo: Photo) -> Member:
    file = photo.largest_jpeg
    return Member(path_of(photo), stored=file["name"], stored_size=file["size"])


def is_stored(photo: Photo) -> bool:
    name = photo.largest_jpeg["name"]
    is_there = default_storage.exists(name)
    if not is_there:
        logger.error("%s is missing in the storage, and left out of the press kit.", name)
    return is_there


def captions(photos: list[Photo]) -> bytes:
    """Return the table of the pictures, which a spreadsheet opens as it is."""
    columns = {
        _("file"): path_of,
        _("caption"): lambda photo: photo.local_caption,
        _("what it shows"): lambda photo: photo.local_alt,
        _("credit"): lambda photo: photo.credit,
        _("rights"): lambda photo: photo.local_rights,
        _("consent until"): lambda photo: photo.consent_expires_on or _("no end"),
    }
    return "".join(lines(columns, photos)).encode()


def remove_old(now: datetime) -> None:
    """Delete the kits that nobody is given any more: no withdrawn photo lies about.

    They are packed by whoever asks for them: in a chore, a slow storage would keep the mail.
    """
    remove_others([Kit(language).complete for language, _name in settings.LANGUAGES])
