"""Where pictures are shown: apps tell it in their modules `pictures`, each by what it knows.

`photo_uses(photos)` returns the use of photos by their keys, and leaves out those it knows nothing
of; it costs at most three queries, however many photos. `photo_places(photo)` returns where a
picture stands, public or not. `reading_grant(photo, request)` returns whether somebody without an
account may see a picture that is not public, by what stands in the request.
"""

import enum
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from ijmsite.parts import told

from .models import Photo


class Use(enum.IntEnum):
    NONE = 0
    PLANNED = 1  # a page that is scheduled will show it to the public
    GONE = 2  # a page of the public showed it once
    PUBLIC = 3  # a page of the public shows it now


@dataclass(frozen=True)
class Place:
    """Somewhere a picture stands, for staff to see what will change."""

    label: str
    url: str  # its page in the admin
    state: str  # in words, such as "Published"


def _told(what: str) -> Iterator[Callable[..., Any]]:
    """Yield the function of this name of each app that has one."""
    return (getattr(module, what) for _app, module in told("pictures") if hasattr(module, what))


def uses_of(photos: Collection[Photo]) -> dict[UUID, Use]:
    # From the press page it may be taken, whether an article shows it or not.
    uses = {photo.pk: Use.PUBLIC if photo.is_for_press else Use.NONE for photo in photos}
    for photo_uses in _told("photo_uses"):
        for pk, use in photo_uses(photos).items():
            uses[pk] = max(uses[pk], use)
    return uses


def use_of(photo: Photo) -> Use:
    return uses_of([photo])[photo.pk]


def is_granted(photo: Photo, request: HttpRequest) -> bool:
    return any(grants(photo, request) for grants in _told("reading_grant"))


def places_of(photo: Photo) -> list[Place]:
    return [place for photo_places in _told("photo_places") for place in photo_places(photo)]
