"""The text of an article as people read it: paragraphs, headings and pictures, not markup."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.blocks import LISTS, Element, read
from news.blocks import Block as Read

PARAGRAPH = "paragraph"
NAMES = {
    PARAGRAPH: gettext_lazy("Paragraph"),
    "heading": gettext_lazy("Heading"),
    "subheading": gettext_lazy("Smaller heading"),
    "item": gettext_lazy("List item"),
    "number": gettext_lazy("Numbered item"),
    "quote": gettext_lazy("Quote"),
    "picture": gettext_lazy("Picture"),
    "caption": gettext_lazy("Caption"),
    "row": gettext_lazy("Table row"),
    "line": gettext_lazy("Line across"),
}
KINDS = {
    "h2": "heading",
    "h3": "subheading",
    "h4": "subheading",
    "ul": "item",
    "ol": "number",
    "blockquote": "quote",
    "figure": "picture",
    "figcaption": "caption",
    "caption": "caption",
    "tr": "row",
    "hr": "line",
}
EMPHASIS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic"} | {
    tag: tag for tag in ("cite", "sub", "sup")
}


@dataclass(frozen=True)
class Block:
    kind: str
    words: tuple[str, ...]
    # What makes a difference without another word: bold type, which picture it is.
    marks: tuple[tuple[str, str], ...] = ()

    @property
    def name(self):
        return NAMES[self.kind]


def blocks(html: str) -> list[Block]:
    """Return what stands in a clean text, in order."""
    named = set()
    return [block for each in read(html) if (block := said(each, named)).words]


def said(block: Read, named: set[Element]) -> Block:
    """Say what stands in a block; `named` keeps the links whose address was said before."""
    tag = next((element.tag for element in block.within(KINDS)), "")
    if tag == "figure":
        return picture(block.element.attributes)
    if tag == "hr":
        return Block(KINDS[tag], ("―",))
    text = block.with_addresses(lambda href, words: "" if words == href else f" ({href})", named)
    words = text.replace("\t", " | ").split()
    return Block(KINDS.get(tag, PARAGRAPH), tuple(words), tuple(marks(block, tag)))


def marks(block: Read, tag: str) -> Iterator[tuple[str, str]]:
    lists = block.within(LISTS)
    if tag in LISTS and len(lists) > 1:
        yield "depth", str(len(lists))
    if tag == "h4":
        yield "level", tag
    yield from [("break", "")] * block.text.count("\n")
    # Where emphasis stands, not its words: those of nested ones would be kept for each.
    places = sorted({place for span in block.spans for place in (span.start, span.end)})
    pieces = ("".join(block.text[a:b].split()) for a, b in pairwise([0, *places]))
    letters = dict(zip(places, accumulate(map(len, pieces)), strict=True))
    for span in block.spans:
        start, end = letters[span.start], letters[span.end]
        if span.tag in EMPHASIS and start < end:
            yield EMPHASIS[span.tag], f"{start}-{end}"
        for name, value in span.element.attributes.items():
            if name == "title" or name.endswith("span"):
                yield name, value


def picture(found: dict) -> Block:
    alt = _("decorative") if "data-decorative" in found else found.get("data-alt") or ""
    words = tuple(alt.split()) or ("–",)
    if video := found.get("data-video"):
        words += (f"({video})",)
    return Block("picture", words, (("photo", found.get("data-photo") or ""),))
