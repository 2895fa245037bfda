"""Put the pictures of saved pages into the photo library, each of them once."""

from django.core.exceptions import ValidationError

from ijmsite.photos.models import Photo
from ijmsite.photos.safety import check_bytes
from ijmsite.photos.store import check_picture, store_photo
from ijmsite.staff import audit

from . import files
from .page import Page, Picture

NOT_DESCRIBED = "Imported picture, not yet described"
NO_CREDIT = "Not known (imported)"


class Library:
    """The library; with `dry_run`, it only says what it would do."""

    def __init__(self, dry_run: bool):
        self.dry_run = dry_run

    def photo_of(self, picture: Picture, page: Page) -> tuple[Photo | None, bool, str]:
        """Return the photo of the library, whether it is new, and what is unsure about it."""
        if picture.path is None:
            return None, False, f"The picture “{picture.name}” was not saved beside the page."
        try:
            with picture.path.open("rb") as file:
                check_bytes(file)
                fingerprint = files.fingerprint(file.read())
                if photo := known(fingerprint):
                    return photo, False, "" if photo.is_usable else withdrawn(picture)
                if self.dry_run:
                    check_picture(file)
                    return None, False, said_of(picture)
                photo = self.store(file, fingerprint, picture, page)
        except ValidationError as error:
            return None, False, f"The picture “{picture.name}”: {' '.join(error.messages)}"
        except OSError as error:
            return None, False, f"The picture “{picture.name}” cannot be opened: {error.strerror}."
        audit.record(audit.Action.IMPORT, photo, None, file=picture.name, fingerprint=fingerprint)
        return photo, True, said_of(picture)

    def store(self, file, fingerprint: str, picture: Picture, page: Page) -> Photo:
        is_french = page.language == "fr"
        told = picture.alt or picture.caption[:250]
        titled = picture.alt or picture.caption or f"{page.headline}: {picture.name}"
        return store_photo(
            file,
            title=titled[:120],
            alt=NOT_DESCRIBED if is_french or not told else told,
            alt_fr=told if is_french else "",
            caption="" if is_french else picture.caption,
            caption_fr=picture.caption if is_french else "",
            credit=picture.credit or NO_CREDIT,
            imported_fingerprint=fingerprint,
        )


def known(fingerprint: str) -> Photo | None:
    """Return the photo that was made of the very same file, if it is still there."""
    return Photo.objects.filter(imported_fingerprint=fingerprint).first()


def said_of(picture: Picture) -> str:
    missing = [
        name
        for name, value in (("alternative text", picture.alt), ("credit", picture.credit))
        if not value
    ]
    return f"The picture “{picture.name}” has no {' and no '.join(missing)}." if missing else ""


def withdrawn(picture: Picture) -> str:
    return f"The picture “{picture.name}” may no longer be shown: its consent has ended."
