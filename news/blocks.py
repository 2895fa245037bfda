"""The one reader of an article's markup: blocks of words in order, and what marks words in them."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from .figures import ATTRIBUTE, TAG

LISTS = {"ul", "ol"}
CELLS = {"td", "th"}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
# Each begins and ends a block of words.
BLOCKS = {*LISTS, *HEADINGS, "p", "li", "blockquote", "table", "thead", "tbody", "tr", "caption"}
BLOCKS |= {"figure", "figcaption"}
EMPHASIS = {"strong", "b", "em", "i", "cite", "sub", "sup"}
SPANS = {*CELLS, *EMPHASIS, "a"}


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    number: int = 0  # of an item in its list; of a list, that of its last item
    is_closed: bool = False


class Span(NamedTuple):
    """Words of a block that are emphasized, link somewhere, or fill a cell."""

    element: Element  # one and the same in all blocks that it goes through
    start: int
    end: int = -1

    @property
    def tag(self) -> str:
        return self.element.tag


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
        return [(href, span) for span in found if (href := span.element.attributes.get("href"))]

    def with_addresses(self, name: Callable[[str, str], str], named: set[Element]) -> str:
        """Return the text with what `name` says of each link, by address and words, behind it.

        Of those in `named` nothing more is said: a link may go through thousands of blocks.
        """
        pieces, done = [], 0
        for address, span in self.links():
            pieces.append(self.text[done : span.end])
            done = span.end
            words = self.text[span.start : span.end].strip()
            if span.element not in named and (said := name(address, words)):
                named.add(span.element)
                pieces.append(said)
        return "".join([*pieces, self.text[done:]])

    def parts(self, tags) -> Iterator[tuple[str, "Block"]]:
        """Return the pieces into which spans of some kinds cut it, each with its tag and links."""
        names, starts = [""], [0]
        for span in sorted(self.spans, key=lambda span: (span.start, -span.end)):
            if span.tag in tags and span.start >= starts[-1]:
                names += [span.tag, ""]
                starts += [span.start, span.end]
        ends = pairwise([*starts, len(self.text)])
        pieces = [Block(self.path, self.text[start:end]) for start, end in ends]
        for _href, (element, start, end) in self.links():
            for n in range(bisect_right(starts, start) - 1, bisect_left(starts, end)):
                first, last = max(start - starts[n], 0), min(end - starts[n], len(pieces[n].text))
                pieces[n].spans.append(Span(element, first, last))
        return zip(names, pieces, strict=True)


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
        self.depth: Counter[str] = Counter()  # of emphasis in the same emphasis
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
        self.has_words = False
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
            if tag in CELLS and self.has_words:
                self.add("\t")
            self.depth[tag] += 1
            # Bold in bold is bold.
            if tag not in EMPHASIS or self.depth[tag] == 1:
                self.open.append(Span(Element(tag, attributes), self.length))
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
        elif tag in EMPHASIS and self.depth[tag] > 1:
            self.depth[tag] -= 1
        elif is_in(self.open, tag):
            while (span := self.open.pop()).tag != tag:
                self.depth[span.tag] = 0
            self.depth[tag] -= 1
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
            self.has_words = self.has_words or not text.isspace()


def is_in(row: list, tag: str) -> bool:
    return any(each.tag == tag for each in reversed(row))
