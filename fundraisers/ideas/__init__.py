"""The gallery of ideas: one TOML file a language says how each of them is done."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .. import texts


@dataclass(frozen=True)
class Idea:
    key: str  # of `Fundraiser.Idea`
    title: str
    teaser: str
    what: str
    takes: str  # time
    needs: tuple[str, ...]
    steps: tuple[str, ...]
    money: str
    safety: str
    special: str

    @property
    def slug(self) -> str:
        """Return what stands in the address, and names the picture in the sprite."""
        return self.key.replace("_", "-")


@cache
def load_ideas(language: str) -> dict[str, Idea]:
    """Return the ideas in `language` ("fr", "fr-ca") by their slugs, in the order of the file."""
    tables = texts.read(Path(__file__).parent, "ideas", language)
    ideas = [
        Idea(key, **{name: _frozen(value) for name, value in table.items()})
        for key, table in tables.items()
    ]
    return {idea.slug: idea for idea in ideas}


def _frozen(value: str | list[str]) -> str | tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else value
