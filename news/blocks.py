"""The one reader of an article's markup: blocks of words in order, and what marks words in them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from .figures import ATTRIBUTE, TAG

LISTS = {"ul", "ol"}
CELLS = {"td", "th"}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
# Each begins and ends a block of words.
BLOCKS = {*LISTS, *HEADINGS, "p", "li", "blockquote", "table", "thead", "tbody", "tr", "caption"}
BLOCKS |= {"figure", "figcaption"}
SPANS = {*CELLS, "a", "strong", "b", "em", "i", "cite", "sub", "sup"}


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    number: int = 0  # of an item in its list; of a list, that of its last item
    is_closed: bool = False


class Span(NamedTuple):
    """Words of a block that are emphasized, link somewhere, or fill a cell."""

    tag: str
    attributes: dict[str, str]
    start: int
    end: int = -1


@dataclass
class Block:
    path: tuple[Element, ...]  # in which it stands, the outermost first
    text: str = ""  # with a tab between cells
    spans: list[Span] = field(default_factory=list)

    @property
    def element(self) -> Element:
        return self.path[-1] if self.path else Element("")

    def within(self, tags) -> list[Element]:
        """Return the elements of some kinds around it, the innermost first."""
        return [element for element in reversed(self.path) if element.tag in tags]

    def links(self) -> list[tuple[str, Span]]:
        found = [span for span in self.spans if span.tag == "a"]
        return [(span.attributes["href"], span) for span in found if span.attributes.get("href")]

    def with_addresses(self, name: Callable[[str, str], str]) -> str:
        """Return the text with what `name` says of each link, by address and words, behind it."""
        pieces, done = [], 0
        for address, span in self.links():
            said = name(address, self.text[span.start : span.end].strip())
            pieces += [self.text[done : span.end], said]
            done = span.end
        return "".join([*pieces, self.text[done:]])

    def parts(self, tags) -> Iterator[tuple[str, "Block"]]:
        """Yield the pieces into which spans of some kinds cut it, each with its tag."""
        done = 0
        for span in sorted(self.spans, key=lambda span: (span.start, -span.end)):
            if span.tag in tags and span.start >= done:
                yield "", self.part(done, span.start)
                yield span.tag, self.part(span.start, span.end)
                done = span.end
        yield "", self.part(done, len(self.text)) if done else self

    def part(self, start: int, end: int) -> "Block":
        inside = [span for span in self.spans if span.start < end and span.end > start]
        spans = [
            Span(tag, attributes, max(first, start) - start, min(last, end) - start)
            for tag, attributes, first, last in inside
        ]
        return Block(self.path, self.text[start:end], spans)


def read(html: str) -> list[Block]:
    """Return what stands in a text that `news.body` has cleaned, in order.

    Its time grows with the length only, whatever the text is. A picture and a line across are
    blocks without words.
    """
    return Reader().read(html)


class Reader:
    def __init__(self):
        self.blocks: list[Block] = []
        self.path: list[Element] = []  # that is open now
        self.open: list[Span] = []
        self.start_block()

    def read(self, html):
        # Not \s: French keeps its no-break spaces.
        html = re.sub(r"[ \t\r\n\f]{2,}|[\t\r\n\f]", " ", html)
        done = 0
        for found in TAG.finditer(html):
            self.add(unescape(html[done : found.start()]))
            done = found.end()
            closing, tag, attributes = found.groups()
            if closing:
                self.close(tag)
            else:
                self.start(tag, {n: unescape(v) for n, v in ATTRIBUTE.findall(attributes)})
        self.add(unescape(html[done:]))
        self.end_block()
        return self.blocks

    def start_block(self):
        self.text = []
        self.length = 0
        self.spans = []

    def end_block(self):
        if self.length or self.spans:
            self.spans += [s._replace(end=self.length) for s in self.open if s.start < self.length]
            text = "".join(self.text)
            if self.spans or not text.isspace():
                self.blocks.append(Block(tuple(self.path), text, self.spans))
            self.open = [span._replace(start=0) for span in self.open]
            self.start_block()

    def start(self, tag, attributes):
        if tag in BLOCKS:
            self.end_block()
            self.start_element(Element(tag, attributes))
        elif tag in SPANS:
            if tag in CELLS and any(map(str.strip, self.text)):
                self.add("\t")
            self.open.append(Span(tag, attributes, self.length))
        elif tag == "br":
            self.add("\n")
        elif tag == "hr":
            self.end_block()
            self.blocks.append(Block((*self.path, Element(tag))))

    def start_element(self, element):
        if element.tag == "li" and self.path and self.path[-1].tag in LISTS:
            self.path[-1].number += 1
            element.number = self.path[-1].number
        self.path.append(element)
        if element.tag == "figure":
            self.blocks.append(Block(tuple(self.path)))

    def close(self, tag):
        """End an element; clean markup is balanced, and anything else must not break the page."""
        if tag in BLOCKS:
            self.end_block()
            if is_in(self.path, tag):
                while self.end_element().tag != tag:
                    pass
        elif is_in(self.open, tag):
            while (span := self.open.pop()).tag != tag:
                pass
            if span.start < self.length or tag in CELLS:
                self.spans.append(span._replace(end=self.length))

    def end_element(self):
        ended = self.path.pop()
        ended.is_closed = True
        return ended

    def add(self, text):
        if text:
            self.text.append(text)
            self.length += len(text)


def is_in(row: list, tag: str) -> bool:
    return any(each.tag == tag for each in reversed(row))
