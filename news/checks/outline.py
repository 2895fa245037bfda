"""What a clean text is made of: headings, links, figures, passages."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import UUID

PASSAGES = {"p", "li", "blockquote", "h2", "h3", "h4", "figcaption", "td", "th", "caption"}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


@dataclass
class Passage:
    """A paragraph, heading, item of a list or the like."""

    tag: str
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
    links: list[Link] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Return the level and the words of each heading, in order."""
        found = [passage for passage in self.passages if passage.tag in HEADINGS]
        return [(HEADINGS[passage.tag], passage.text.strip()) for passage in found]

    @property
    def is_empty(self) -> bool:
        return not self.passages and not self.figures


class OutlineParser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.outline = Outline()
        self.passage = self.link = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in PASSAGES:
            self.passage = Passage(tag)
            self.outline.passages.append(self.passage)
        elif tag == "a" and attributes.get("href"):
            self.link = Link(attributes["href"])
            self.outline.links.append(self.link)
            if self.passage:
                self.passage.has_link = True
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "figure" and attributes.get("data-photo"):
            decided = attributes.get("data-alt") or attributes.get("data-decorative") == "true"
            self.outline.figures.append(Figure(UUID(attributes["data-photo"]), bool(decided)))

    def handle_endtag(self, tag):
        if tag == "a":
            self.link = None
        elif tag in PASSAGES:
            self.passage = None

    def handle_data(self, data):
        if not self.passage and data.strip():
            self.passage = Passage("")
            self.outline.passages.append(self.passage)
        if self.passage:
            self.passage.text += data
        if self.link:
            self.link.text += data


def outline(html: str) -> Outline:
    """Take apart a text that `news.body` has cleaned."""
    parser = OutlineParser()
    parser.feed(html)
    parser.close()
    found = parser.outline
    # A list item or a caption without words of its own stands between no others.
    found.passages = [passage for passage in found.passages if passage.text.strip()]
    return found
