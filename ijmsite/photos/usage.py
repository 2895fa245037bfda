"""Where pictures are shown: apps tell it, so that this package knows none of them."""

import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from .models import Photo


class Use(enum.IntEnum):
    NONE = 0
    PLANNED = 1  # a page that is scheduled will show it to the public
    GONE = 2  # a page of the public showed it once
    PUBLIC = 3  # a page of the public shows it now


Finder = Callable[[Collection[Photo]], Mapping[UUID, Use]]
finders: list[Finder] = []


def register_use(finder: Finder) -> None:
    """Ask `finder` for the use of photos by their keys, whenever somebody asks for a picture.

    It costs at most three queries, however many photos; those it knows nothing of it leaves out.
    To be called from an app's `ready()`.
    """
    if finder not in finders:
        finders.append(finder)


def uses_of(photos: Collection[Photo]) -> dict[UUID, Use]:
    # From the press page it may be taken, whether an article shows it or not.
    uses = {photo.pk: Use.PUBLIC if photo.is_for_press else Use.NONE for photo in photos}
    for finder in finders:
        for pk, use in finder(photos).items():
            uses[pk] = max(uses[pk], use)
    return uses


def use_of(photo: Photo) -> Use:
    return uses_of([photo])[photo.pk]


# Whether somebody without an account may see a picture that is not public, by what stands in
# the request: a reading link of an article that shows it.
grants: list[Callable[[Photo, HttpRequest], bool]] = []


def register_grant(grant: Callable[[Photo, HttpRequest], bool]) -> None:
    """Ask `grant` before a picture that is not public is refused. For an app's `ready()`."""
    if grant not in grants:
        grants.append(grant)


def is_granted(photo: Photo, request: HttpRequest) -> bool:
    return any(grant(photo, request) for grant in grants)


@dataclass(frozen=True)
class Place:
    """Somewhere a picture stands, for staff to see what will change."""

    label: str
    url: str  # its page in the admin
    state: str  # in words, such as "Published"


place_finders: list[Callable[[Photo], list[Place]]] = []


def register_places(finder: Callable[[Photo], list[Place]]) -> None:
    """Ask `finder` where a picture stands, public or not. For an app's `ready()`."""
    if finder not in place_finders:
        place_finders.append(finder)


def places_of(photo: Photo) -> list[Place]:
    return [place for finder in place_finders for place in finder(photo)]
