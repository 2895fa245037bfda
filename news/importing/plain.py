"""Read a file of plain text or Markdown."""

import re

from . import dates, origin
from .chrome import drop_sections
from .metadata import NAMED, same, squeeze
from .page import PageError
from .phrases import is_furniture
from .reader import MOST_LETTERS, TOO_LONG, Reader, parse
from .text import Text


class PlainReader(Reader):
    def read(self, source: str) -> None:
        page = self.page
        if len(source) > MOST_LETTERS:
            raise PageError(TOO_LONG)
        text = Text(source)
        fields = text.fields
        page.address = page.address or origin.http(fields.get("url") or fields.get("source", ""))
        page.address = page.address or self.fallback
        self.base = page.address
        page.byline = fields.get("author") or fields.get("by", "")
        if fields.get("date"):
            page.published_at = dates.from_machine(fields["date"])
        root = parse(f"<body>{text.html()}</body>").find("body")
        drop_sections(root)
        lines = [child for child in root if not is_furniture(squeeze(child.text_content()))]
        long = (n for n, line in enumerate(lines) if len(line.text_content().split()) >= 20)
        opening = lines[: next(long, len(lines))]
        page.headline = fields.get("title") or fields.get("headline") or headline_in(root, opening)
        self.read_opening(opening)
        self.fill(root, [])

    def read_opening(self, opening: list) -> None:
        """Find date, name and standfirst; above the headline stands nothing else of a story."""
        page = self.page
        is_below = not any(same(e.text_content()) == same(page.headline) for e in opening)
        for element in opening:
            line = squeeze(element.text_content())
            day, name = dates.from_words(line)[0], NAMED.match(line)
            page.published_at = page.published_at or day
            page.byline = page.byline or (name[1] if name else "")
            if same(line) == same(page.headline):
                is_below = True
            elif is_below and not day and not name and len(line.split()) >= 6:
                page.standfirst = page.standfirst or line
            elif is_below:
                continue
            element.drop_tree()


def headline_in(root, opening: list) -> str:
    """Return the headline of a text: marked, said twice, or the first line that could be one."""
    if (marked := root.find(".//h1")) is not None:
        return squeeze(marked.text_content())
    lines = [squeeze(element.text_content()) for element in opening]
    lines = [line for line in lines if not dates.from_words(line)[0] and not NAMED.match(line)]
    for line in lines:
        # The title of the window came along: "Night Bus | Lantern Bridge".
        title = re.split(r"\s{0,9}[|»]|\s{1,9}[–—-]\s", line)[0]
        if title != line and same(title) in map(same, lines):
            return title
    likely = [line for line in lines if len(line.split()) >= 4 and len(line) <= 160]
    return next(iter(likely or lines), "")
