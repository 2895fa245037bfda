"""The text of an article as people read it: paragraphs, headings and pictures, not markup."""

from dataclasses import dataclass
from html.parser import HTMLParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "tr": "row",
}
LISTS = {"ul": "item", "ol": "number"}
BLOCKS = {*KINDS, *LISTS, "p", "li", "table", "thead", "tbody"}
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
    """Return what stands in a clean text, in order, in time that grows with its length only."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks = []
        self.open = []
        self.lists = 0  # how many of the open elements are lists
        self.emphasis = []
        self.links = []
        self.start_block()

    def start_block(self):
        self.text = []
        self.letters = 0  # in the text so far, without spaces
        self.marks = []

    def end_block(self):
        if words := words_of("".join(self.text)):
            self.blocks.append(Block(self.kind(), words, tuple(self.marks)))
        self.start_block()

    def kind(self):
        """Return what the innermost element that says something makes of this block."""
        for tag in reversed(self.open):
            if tag in KINDS:
                return KINDS[tag]
            if tag in LISTS:
                if self.lists > 1:
                    self.marks.append(("depth", str(self.lists)))
                return LISTS[tag]
        return PARAGRAPH

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag in BLOCKS:
            self.end_block()
            self.open.append(tag)
            self.lists += tag in LISTS
            if tag == "h4":
                self.marks.append(("level", tag))
        elif tag == "figure":
            self.end_block()
            self.add_picture(found)
        elif tag == "hr":
            self.end_block()
            self.blocks.append(Block("line", ("―",)))
        elif tag == "br":
            self.text.append(" ")
            self.marks.append(("break", ""))
        elif tag == "a":
            self.links.append((found, len(self.text), self.letters))
        elif tag in EMPHASIS:
            self.emphasis.append((tag, self.letters))
        elif tag in {"td", "th"}:
            self.start_cell(found)

    def start_cell(self, found):
        if self.text:
            self.text.append(" | ")
        self.marks += [(name, size) for name, size in found.items() if name.endswith("span")]

    def add_picture(self, found):
        alt = _("decorative") if "data-decorative" in found else found.get("data-alt") or ""
        words = words_of(alt) or ("–",)
        if video := found.get("data-video"):
            words += (f"({video})",)
        marks = (("photo", found["data-photo"]),) if found.get("data-photo") else ()
        self.blocks.append(Block("picture", words, marks))

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.end_block()
            # Clean markup is balanced; anything else must not break the page.
            closed = tag not in self.open
            while not closed:
                last = self.open.pop()
                self.lists -= last in LISTS
                closed = last == tag
        elif tag == "a" and self.links:
            self.end_link(*self.links.pop())
        elif tag in EMPHASIS and self.emphasis:
            opened, start = self.emphasis.pop()
            # Where it stands, not its words: those of nested ones would be kept for each.
            if start < self.letters:
                self.marks.append((EMPHASIS[opened], f"{start}-{self.letters}"))

    def end_link(self, found, start, before):
        address = found.get("href")
        if address and not self.says(address, start, before):
            self.add(f" ({address})")
        if title := found.get("title"):
            self.marks.append(("title", title))

    def says(self, address, start, before):
        """Whether the address is all that was added since; the counts spare a reading of it."""
        as_long = self.letters - before == letters_in(address)
        return as_long and "".join(self.text[start:]).strip() == address

    def handle_data(self, data):
        self.add(data)

    def add(self, text):
        self.text.append(text)
        self.letters += letters_in(text)


def letters_in(text: str) -> int:
    return sum(map(len, text.split()))


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())
