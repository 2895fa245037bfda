"""What is read from one saved page, before anything is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


class PageError(Exception):
    """The file gives no article; the message says why to the person who saved it."""


@dataclass
class Picture:
    """A picture of the page; `path` is None where the file was not saved beside it."""

    name: str
    path: Path | None
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass
class Page:
    name: str
    fingerprint: str
    address: str = ""
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    dateline: str = ""
    language: str = ""
    published_at: datetime | None = None
    # Pictures stand in it as <figure data-picture="2">, where 2 is a place in `pictures`.
    body: str = ""
    words: int = 0
    pictures: list[Picture] = field(default_factory=list)
    # The place in `pictures` of the one on top, which is not in the body.
    top: int | None = None
    # Whether the standfirst is the page's description, which readers of the page never saw.
    standfirst_is_described: bool = False
    # What a person should look at.
    unsure: list[str] = field(default_factory=list)
