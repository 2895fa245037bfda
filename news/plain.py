"""The text of an article without its markup, as journalists lift it into their own systems."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

HEADINGS = {"h2", "h3", "h4"}
# Each of these begins and ends a line.
BREAKS = HEADINGS | {"p", "ul", "ol", "li", "blockquote", "table", "caption", "tr", "figure", "hr"}
GROUPS = {"ul", "ol", "table"}
MAX_INDENT = 6
QUOTE_MARKS = {"en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»")}
QUOTED = re.compile('["“”«»„].*', re.DOTALL)


@dataclass
class Block:
    tag: str  # "h2", "h3", "h4" or "p"
    text: str  # a list or a table is one block, with a line for each entry


def blocks(body: str, language: str) -> list[Block]:
    """Return the headings and paragraphs of a text in `language`; pictures are left out."""
    reader = Reader(language)
    reader.feed(body)
    reader.close()
    reader.end_line()
    reader.join_group()
    return reader.blocks


class Reader(HTMLParser):
    def __init__(self, language):
        super().__init__()
        self.language = language
        self.blocks = []
        self.open = Counter()  # the tags that are open now
        self.entries = []  # of each open list: its tag, and how many entries there were
        self.quotes = []  # of each open quotation: with which block it begins
        self.group = None  # the block of the list or table that is open now
        self.more = []  # the lines that come behind its text
        self.line = ""
        self.bullet = ""
        self.link = ("", 0)  # of the open link: its address, and where its words begin

    def handle_starttag(self, tag, attrs):
        if tag in BREAKS or self.is_source(tag):
            self.end_line()
        if tag == "br":
            self.line += "\n"
        elif tag == "hr":
            self.blocks.append(Block("p", "* * *"))
        else:
            self.open[tag] += 1
        if tag in {"ul", "ol"}:
            self.entries.append((tag, 0))
        elif tag == "li" and self.entries:
            kind, count = self.entries.pop()
            self.entries.append((kind, count + 1))
            self.bullet = f"{count + 1}. " if kind == "ol" else "• "
        elif tag in {"td", "th"} and self.line.strip():
            self.line += " | "
        elif tag == "blockquote":
            self.quotes.append(len(self.blocks))
        elif tag == "a":
            self.link = (dict(attrs).get("href") or "", len(self.line))
        elif tag == "figure" and (video := dict(attrs).get("data-video")):
            with override(self.language):
                self.blocks.append(Block("p", _("Video: %(address)s") % {"address": video}))

    def handle_endtag(self, tag):
        if tag in BREAKS or self.is_source(tag):
            self.end_line()
        if tag in {"ul", "ol"} and self.entries:
            self.entries.pop()
        elif tag == "blockquote" and self.quotes:
            self.mark_quotation(self.quotes.pop())
        elif tag == "a":
            self.name_address(*self.link)
        # Broken markup may close what was never opened.
        self.open[tag] = max(0, self.open[tag] - 1)
        if not self.in_group:
            self.join_group()
            self.group = None

    def handle_data(self, data):
        if not self.open["figure"]:
            self.line += re.sub(r"[ \t\r\n]+", " ", data)

    @property
    def in_group(self):
        return any(self.open[tag] for tag in GROUPS)

    def is_source(self, tag):
        return tag == "cite" and self.quotes

    def name_address(self, href, start):
        """Say where a link leads, unless its words are the address."""
        address = settings.SITE_URL + href if href.startswith("/") else href
        address = re.sub("^(mailto|tel):", "", address)
        words = self.line[start:].strip()
        if address and words and address not in words and not address.startswith("#"):
            self.line = f"{self.line.rstrip()} ({address})"

    def end_line(self):
        """Put what was read so far where it belongs."""
        text = re.sub(" *\n *", "\n", re.sub(" +", " ", self.line)).strip()
        self.line = ""
        if not text:
            return
        heading = next((tag for tag in HEADINGS if self.open[tag]), "p")
        if self.open["cite"] and self.quotes:
            self.blocks.append(Block("p", f"— {text}"))
        elif self.in_group:
            indent = "  " * min(len(self.entries) - 1, MAX_INDENT)
            self.add_to_group(indent + (self.bullet or "  " * bool(self.entries)) + text)
            self.bullet = ""
        else:
            self.blocks.append(Block(heading, text))

    def add_to_group(self, line):
        if self.group is None:
            self.group = Block("p", line)
            self.blocks.append(self.group)
        else:
            self.more.append(line)

    def join_group(self):
        if self.more:
            self.group.text = "\n".join([self.group.text, *self.more])
            self.more = []

    def mark_quotation(self, start):
        """Add the marks that the page shows by its typography, where the writer set none."""
        self.join_group()
        said = [b for b in self.blocks[start:] if b.tag == "p" and not b.text.startswith("— ")]
        if said and not QUOTED.fullmatch(said[0].text):
            before, after = QUOTE_MARKS[self.language]
            said[0].text = before + said[0].text
            said[-1].text += after
