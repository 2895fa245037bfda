"""What a clean text is made of: headings, links, figures, passages."""

from dataclasses import dataclass, field
from uuid import UUID

from news.blocks import CELLS, HEADINGS, Block, read


@dataclass
class Passage:
    """A paragraph, heading, item of a list or the like."""

    text: str = ""
    has_link: bool = False


@dataclass
class Link:
    href: str
    text: str = ""


@dataclass(frozen=True)
class Figure:
    photo: UUID
    # Whether somebody said what the picture tells here, or that it tells nothing.
    has_alt_decision: bool


@dataclass
class Outline:
    passages: list[Passage] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)  # the level and the words
    links: list[Link] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.passages and not self.figures

    def add(self, block: Block):
        text = block.text.replace("\n", " ")
        links = [Link(address, text[span.start : span.end]) for address, span in block.links()]
        self.links += links
        if text.strip():
            self.passages.append(Passage(text, bool(links)))
            if block.element.tag in HEADINGS:
                self.headings.append((HEADINGS[block.element.tag], text.strip()))


def outline(html: str) -> Outline:
    """Take apart a text that `news.body` has cleaned."""
    found = Outline()
    for block in read(html):
        for _tag, part in block.parts(CELLS):
            found.add(part)
        given = block.element.attributes
        if block.element.tag == "figure" and given.get("data-photo"):
            decided = given.get("data-alt") or given.get("data-decorative") == "true"
            found.figures.append(Figure(UUID(given["data-photo"]), bool(decided)))
    return found
