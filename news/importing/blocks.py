"""Rebuild a story as plain paragraphs, headings, lists, quotes, tables and figures."""

import re
from collections.abc import Callable

from lxml import etree

from .figures import VIDEO_TAGS, PictureFinder, video_link
from .inline import (
    INLINE,
    PICTURES,
    STRUCK,
    Notes,
    append_inline,
    append_text,
    split_at_breaks,
)
from .metadata import one_space, squeeze
from .story import BLOCKS, HEADINGS

PULLED = re.compile(r"pull-?_?quote", re.I)
CAPTION = re.compile(r"caption|legende|légende", re.I)


class Builder:
    """Walks through a story and collects blocks; the words in between become paragraphs."""

    def __init__(self, resolve: Callable, pictures: PictureFinder, language: str, notes: Notes):
        self.resolve = resolve
        self.pictures = pictures
        self.language = language
        self.notes = notes
        self.blocks: list[etree._Element] = []
        self.words = etree.Element("p")
        # Pictures and videos in a sentence: they follow when it ends.
        self.waiting: list[etree._Element] = []

    def build(self, element) -> list[etree._Element]:
        self.walk(element)
        self.flush()
        return self.blocks

    def blocks_in(self, element) -> list[etree._Element]:
        return Builder(self.resolve, self.pictures, self.language, self.notes).build(element)

    def walk(self, element) -> None:
        append_text(self.words, one_space(element.text))
        for child in element:
            if isinstance(child.tag, str):
                self.take(child)
            append_text(self.words, one_space(child.tail))

    def take(self, element) -> None:
        tag = element.tag
        if tag in STRUCK:
            self.notes.struck += len(element.text_content().split())
        elif tag in PICTURES:
            self.picture(element)
        elif tag in VIDEO_TAGS:
            self.video(element)
        elif tag == "br":
            etree.SubElement(self.words, "br")
        elif tag == "hr":
            self.add(etree.Element("hr"))
        elif tag in HEADINGS:
            self.heading(element)
        elif tag in {"ul", "ol"}:
            self.listing(element)
        elif tag == "dl":
            self.definitions(element)
        elif tag == "blockquote" or (tag == "aside" and PULLED.search(element.get("class", ""))):
            self.quotation(element)
        elif tag == "table":
            self.table(element)
        elif tag == "figure":
            self.figure(element)
        elif tag == "pre":
            self.preformatted(element)
        elif tag == "summary":
            self.flush()
            self.copy(etree.SubElement(self.words, "strong"), element)
            self.flush()
        elif tag in BLOCKS or (tag not in INLINE and has_blocks(element)):
            self.flush()
            if not self.is_caption(element):
                self.walk(element)
            self.flush()
        else:
            self.inline(element)

    # Words

    def inline(self, element) -> None:
        for piece in element.iter(*PICTURES, *VIDEO_TAGS):
            self.take(piece)
        self.copy(self.words, element)

    def copy(self, target, element) -> None:
        append_inline(target, element, self.resolve, self.language, self.notes)

    def heading(self, element) -> None:
        # Without pictures: those in headings are icons, or the words of the heading themselves.
        self.flush()
        self.copy(self.words, element)
        self.words.tag = element.tag
        self.flush()

    def flush(self) -> None:
        words, self.words = self.words, etree.Element("p")
        self.blocks += split_at_breaks(words)
        self.blocks += self.waiting
        self.waiting = []

    def add(self, block) -> None:
        self.flush()
        self.blocks.append(block)

    # What holds other blocks

    def listing(self, element) -> None:
        made = etree.Element(element.tag)
        for child in element:
            if not isinstance(child.tag, str):
                continue
            blocks = self.without_figures(self.blocks_in(child))
            if child.tag in {"ul", "ol"} and len(made):
                made[-1].extend(blocks)
            elif blocks:
                fill_item(etree.SubElement(made, "li"), blocks)
        if len(made):
            self.add(made)

    def without_figures(self, blocks: list) -> list:
        """Put figures behind what is being made: in a list or a quote there is none."""
        self.waiting += [block for block in blocks if block.tag == "figure"]
        return [block for block in blocks if block.tag != "figure"]

    def definitions(self, element) -> None:
        made = etree.Element("ul")
        for child in element.iter("dt", "dd"):
            blocks = self.without_figures(self.blocks_in(child))
            if not blocks:
                continue
            if child.tag == "dt" or not len(made):
                term = etree.SubElement(etree.SubElement(made, "li"), "strong")
                term.text = squeeze("".join(blocks[0].itertext()))
            else:
                append_text(made[-1], ": " if len(made[-1]) == 1 else "; ")
                append_text(made[-1], blocks[0].text or "")
                made[-1].extend([*blocks[0], *blocks[1:]])
        if len(made):
            self.add(made)

    def quotation(self, element, source=None) -> None:
        """Add a quote; `source` says whose it is."""
        made = etree.Element("blockquote")
        if PULLED.search(element.get("class", "")):
            made.set("pulled", "yes")
        made.extend(self.without_figures(self.blocks_in(element)))
        if source is not None:
            made.extend(self.without_figures(self.blocks_in(source)))
        if len(made):
            self.add(made)

    def table(self, element) -> None:
        """Keep a table of data; one that only places things on the page is passed through."""
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
        has_heads = any(cell.tag == "th" for row in cells for cell in row)
        is_long = any(len(cell.text_content().split()) > 40 for row in cells for cell in row)
        is_layout = element.xpath(".//table | .//h1 | .//h2 | .//img")
        if is_layout or sum(len(row) > 1 for row in cells) < 2 or (is_long and not has_heads):
            self.flush()
            self.walk(element)
            self.flush()
            return
        made = etree.Element("table")
        for caption in element.iter("caption"):
            etree.SubElement(made, "caption").text = squeeze(caption.text_content())
        body = etree.SubElement(made, "tbody")
        for row in cells:
            line = etree.SubElement(body, "tr")
            for cell in row:
                spans = {k: v for k, v in cell.attrib.items() if k in {"colspan", "rowspan"}}
                self.copy(etree.SubElement(line, cell.tag, spans), cell)
        self.add(made)

    def preformatted(self, element) -> None:
        self.flush()
        for number, line in enumerate(element.text_content().strip("\n").split("\n")):
            if number:
                etree.SubElement(self.words, "br")
            append_text(self.words, one_space(line))
        self.flush()

    # Pictures and videos

    def figure(self, element) -> None:
        caption = element.find(".//figcaption")
        quote = element.find(".//blockquote")
        self.flush()
        if quote is not None:
            if PULLED.search(element.get("class", "")):
                quote.set("class", "pullquote")
            self.quotation(quote, caption)
            return
        pictures = list(element.iter("img", "amp-img"))
        self.pictures.captions.update(dict.fromkeys(pictures, caption))
        for child in element:
            if isinstance(child.tag, str) and not (pictures and child.tag == "figcaption"):
                self.take(child)
        self.flush()

    def is_caption(self, element) -> bool:
        """Whether an element is the caption of a picture beside it, which then gets it."""
        if not CAPTION.search(element.get("class", "")) or has_blocks(element):
            return False
        above = element.getparent()
        for picture in above.iter("img", "amp-img") if above is not None else ():
            if self.pictures.lacks_caption(picture):
                self.pictures.describe(picture, element)
                return True
        return False

    def picture(self, element) -> None:
        made = self.pictures.take(element)
        if isinstance(made, str):
            append_text(self.words, made)
        elif made is not None:
            self.waiting.append(made)
            if not squeeze("".join(self.words.itertext())):
                self.flush()

    def video(self, element) -> None:
        url = video_link(element, self.resolve)
        if not url:
            self.notes.frames += 1
            return
        self.notes.videos += 1
        word, colon = ("Vidéo", "\u00a0: ") if self.language == "fr" else ("Video", ": ")
        title = squeeze(element.get("title"))
        made = etree.Element("p")
        etree.SubElement(made, "a", href=url).text = f"{word}{colon}{title}" if title else word
        self.waiting.append(made)


def fill_item(item, blocks: list) -> None:
    """Put blocks into a list's item; one sentence needs no paragraph of its own."""
    if blocks[0].tag == "p" and sum(block.tag == "p" for block in blocks) == 1:
        item.text = blocks[0].text
        item.extend(list(blocks[0]))
        blocks = blocks[1:]
    item.extend(blocks)


def has_blocks(element) -> bool:
    return any(below.tag in BLOCKS for below in element.iterdescendants())
