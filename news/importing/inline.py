"""Copy words with their emphasis, links and line breaks."""

import re
from dataclasses import dataclass, field

from lxml import etree

from .figures import VIDEO_TAGS
from .metadata import one_space, squeeze
from .story import BLOCKS

INLINE = {
    **{"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "cite", "dfn": "em"},
    **{"sub": "sub", "sup": "sup", "a": "a", "var": "em"},
}
STRUCK = {"del", "s", "strike"}
PICTURES = {"img", "picture", "amp-img"}
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
QUOTATION = {"fr": ("«\u00a0", "\u00a0»"), "en": ("“", "”")}


@dataclass
class Notes:
    """What happened to a story on its way, for the report."""

    struck: int = 0
    videos: int = 0
    frames: int = 0
    # The words of links whose address cannot be told.
    lost_links: list[str] = field(default_factory=list)


def append_text(element, text: str) -> None:
    last = element[-1] if len(element) else None
    before = element.text if last is None else last.tail
    before = before or ""
    if text.startswith(" ") and before.endswith((" ", "\u00a0")):
        text = text[1:]
    if last is None:
        element.text = before + text
    else:
        last.tail = before + text


def append_inline(target, element, resolve, language: str, notes: Notes) -> None:
    """Add `element` to the end of `target`; `resolve` gives the address of a link, or ""."""
    tag = element.tag
    if tag in STRUCK:
        notes.struck += len(element.text_content().split())
        return
    if tag == "br":
        etree.SubElement(target, "br")
        return
    if tag in PICTURES | VIDEO_TAGS:
        return
    before, after = QUOTATION[language] if tag == "q" else ("", "")
    address = ""
    name = INLINE.get(tag)
    if name == "a":
        address = resolve(element)
        name = "a" if address else None
    elif name is None and tag in {"span", "font"}:
        style = element.get("style", "")
        name = "strong" if BOLD.search(style) else "em" if ITALIC.search(style) else None
    if tag in BLOCKS and (target.text or len(target)):
        append_text(target, " ")
    made = target
    if name and squeeze(element.text_content()):
        made = etree.SubElement(target, name)
        if address:
            made.set("href", address)
    append_text(made, before + one_space(element.text))
    for child in element:
        if isinstance(child.tag, str):
            append_inline(made, child, resolve, language, notes)
        append_text(made, one_space(child.tail))
    append_text(made, after)


def split_at_breaks(words) -> list[etree._Element]:
    """Return the paragraphs in `words`: two line breaks in a row stand between two of them."""
    made = [etree.Element(words.tag)]
    append_text(made[-1], words.text or "")
    children = list(words)
    for number, child in enumerate(children):
        tail, child.tail = child.tail or "", None
        following = children[number + 1] if number + 1 < len(children) else None
        doubled = following is not None and following.tag == "br" and not tail.strip()
        if child.tag == "br" and doubled:
            made.append(etree.Element(words.tag))
            continue
        if child.tag != "br" or squeeze("".join(made[-1].itertext())):
            made[-1].append(child)
        append_text(made[-1], tail)
    return [part for part in map(trimmed, made) if squeeze("".join(part.itertext()))]


def trimmed(part):
    """Take spaces and line breaks off both ends of a paragraph."""
    part.text = (part.text or "").lstrip()
    while len(part) and part[-1].tag == "br" and not (part[-1].tail or "").strip():
        part.remove(part[-1])
    end = part
    while len(end) and not (end[-1].tail or "").strip():
        end[-1].tail = None
        end = end[-1]
    if len(end):
        end[-1].tail = end[-1].tail.rstrip()
    else:
        end.text = (end.text or "").rstrip()
    return part
