"""The text of an article without its markup, as journalists lift it into their own systems."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from .blocks import HEADINGS, LISTS, Element, read
from .blocks import Block as Read

GROUPS = {*LISTS, "table"}
MAX_INDENT = 6
QUOTE_MARKS = {"en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»")}
QUOTED = re.compile('["“”«»„].*', re.DOTALL)


@dataclass
class Block:
    tag: str  # "h2", "h3", "h4" or "p"
    text: str  # a list or a table is one block, with a line for each entry


def blocks(body: str, language: str) -> list[Block]:
    """Return the headings and paragraphs of a text in `language`; pictures are left out."""
    found, groups, quotes, begun, named = [], {}, {}, set(), set()
    for block in read(body):
        for tag, text in lines(block, language, named):
            group = next(iter(block.within(GROUPS)[::-1]), None) if tag else None
            if group:
                text = beginning(block, begun) + text
            if group in groups:
                groups[group].text += f"\n{text}"
                continue
            found.append(Block("p" if group else tag or "p", text))
            if group:
                groups[group] = found[-1]
            for quote in block.within({"blockquote"})[::-1]:
                quotes.setdefault(quote, []).append(found[-1])
    for quote, inside in reversed(quotes.items()):
        if quote.is_closed:
            mark_quotation(inside, language)
    return found


def lines(block: Read, language: str, named: set[Element]) -> Iterator[tuple[str, str]]:
    """Yield the words of a block, with the tag of a paragraph or heading where they are one.

    `named` keeps the links whose address was said before.
    """
    if block.within({"figure"}):
        if video := block.element.tag == "figure" and block.element.attributes.get("data-video"):
            with override(language):
                yield "", _("Video: %(address)s") % {"address": video}
        return
    if block.element.tag == "hr":
        yield "", "* * *"
        return
    heading = next((element.tag for element in block.within(HEADINGS)), "p")
    for tag, part in block.parts({"cite"} if block.within({"blockquote"}) else ()):
        text = part.with_addresses(address_of, named).replace("\t", " | ")
        if text := re.sub(" *\n *", "\n", re.sub(" +", " ", text)).strip():
            yield ("", f"— {text}") if tag else (heading, text)


def address_of(href: str, words: str) -> str:
    """Say where a link leads, unless its words are the address."""
    if not words or href.startswith("#"):
        return ""
    address = settings.SITE_URL + href if href.startswith("/") else href
    address = re.sub("^(mailto|tel):", "", address)
    return "" if not address or address in words else f" ({address})"


def beginning(block: Read, begun: set) -> str:
    """Return what stands before the first line of an item of a list, and before its others."""
    lists, items = block.within(LISTS), block.within({"li"})
    if not lists:
        return ""
    indent = "  " * min(len(lists) - 1, MAX_INDENT)
    if not items or items[0] in begun:
        return f"{indent}  "
    begun.update(items)
    return indent + (f"{items[0].number}. " if lists[0].tag == "ol" else "• ")


def mark_quotation(inside: list[Block], language: str) -> None:
    """Add the marks that the page shows by its typography, where the writer set none."""
    said = [block for block in inside if block.tag == "p" and not block.text.startswith("— ")]
    if said and not QUOTED.fullmatch(said[0].text):
        before, after = QUOTE_MARKS[language]
        said[0].text = before + said[0].text
        said[-1].text += after
