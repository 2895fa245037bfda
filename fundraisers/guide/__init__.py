"""The free guide for fundraisers: one TOML file a language feeds the web page and the PDF."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .. import texts


@dataclass(frozen=True)
class Tip:
    number: int
    title: str
    text: tuple[str, ...]
    this_week: str
    fact: str = ""
    source_title: str = ""
    source_url: str = ""


@dataclass(frozen=True)
class Chapter:
    title: str
    tips: tuple[Tip, ...]


@dataclass(frozen=True)
class Guide:
    title: str
    subtitle: str
    version: str
    pdf: str
    introduction: tuple[str, ...]
    closing: tuple[str, ...]
    chapters: tuple[Chapter, ...]


@cache
def load_guide(language: str) -> Guide:
    """Return the guide in `language` ("fr", "fr-ca"), or in English where there is none."""
    guide = texts.read(Path(__file__).parent, "tips", language)
    chapters = tuple(
        Chapter(
            title=chapter["title"],
            tips=tuple(Tip(**{**tip, "text": tuple(tip["text"])}) for tip in chapter["tips"]),
        )
        for chapter in guide["chapters"]
    )
    return Guide(
        title=guide["title"],
        subtitle=guide["subtitle"],
        version=guide["version"],
        pdf=guide["pdf"],
        introduction=tuple(guide["introduction"]),
        closing=tuple(guide["closing"]),
        chapters=chapters,
    )


def guide_pdf(language: str) -> str:
    """Return the path of the typeset guide, as `{% static %}` takes it."""
    return f"fundraisers/guide/{load_guide(language).pdf}"
