"""Bring the blocks of a story into the order that our articles keep."""

import re

from lxml import etree

from .dates import from_words
from .metadata import BY, same, squeeze
from .phrases import END, is_furniture
from .story import HEADINGS

DATELINE = re.compile(
    r"^(?P<place>[A-ZÀ-Ý][^.!?–—:;]{1,50}?(?:[A-Z]\.){0,3}\.?)"
    r"(?:\s{0,9}\((?P<region>[^()]{2,25})\))?"
    r"(?:\s{0,9}[,(]\s{0,9}(?:le\s{1,9})?(?P<date>[^–—()]{6,30}?)\)?)?\s{0,9}(?:[–—]|\s-{1,2}\s)\s*(?=\S)"
)


def text_of(block) -> str:
    return squeeze("".join(block.itertext()))


def is_prose(block) -> bool:
    return (
        block.tag in {"p", "blockquote", "ul", "ol", "table"} and len(text_of(block).split()) >= 8
    )


def without_furniture(blocks: list) -> list:
    kept = []
    for block in blocks:
        if block.tag in {"ul", "ol"}:
            if is_furniture(" ".join(text_of(item) for item in block)):
                continue
            for item in list(block.iter("li")):
                if is_furniture(text_of(item)):
                    item.getparent().remove(item)
        links = block.findall(".//a")
        linked = sum(len(squeeze("".join(link.itertext())).split()) for link in links)
        words = len(re.findall(r"\w+", text_of(block)))
        # A row of links between strokes: "Print this page | Send to a friend".
        row = block.tag == "p" and len(links) > 1 and linked >= words and words <= 4 * len(links)
        is_kept = block.tag in {"figure", "hr", "blockquote", "table"}
        if is_kept or (text_of(block) and not row and not is_furniture(text_of(block))):
            kept.append(block)
    return kept


def without_end(blocks: list) -> tuple[list, str]:
    """Cut a press release at its end mark; return the text that followed it as well."""
    for number, block in enumerate(blocks):
        if number and END.fullmatch(text_of(block)):
            return blocks[:number], " ".join(map(text_of, blocks[number + 1 :]))
    return blocks, ""


def without_opening(blocks: list, headline: str, standfirst: str, byline: str) -> list:
    """Take off what stands above the story: its headline again, a name, a date, links."""
    told = {same(headline), same(standfirst)}
    kept = []
    for number, block in enumerate(blocks):
        if block.tag == "p":
            take_lines(block, told, byline)
        text = text_of(block)
        if block.tag == "figure":
            kept.append(block)
        elif text and not is_above(text, told, byline):
            if is_prose(block):
                return kept + blocks[number:]
            is_sentence = len(text.split()) >= 5 or text[-1] in ".!?…”»"
            if block.tag in HEADINGS or (block.tag == "p" and is_sentence):
                kept.append(block)
    return kept


def is_above(text: str, told: set[str], byline: str) -> bool:
    """Whether a line repeats the headline, or is a name or a date."""
    if same(text) in told:
        return True
    is_name = BY.match(text) or (byline and same(byline) in same(text))
    return len(text.split()) <= 12 and bool(is_name or from_words(text) != (None, ""))


def take_lines(block, told: set[str], byline: str) -> None:
    """Take such lines off the top of a paragraph that goes on after a line break."""
    while (end := block.find("br")) is not None:
        lead = [block.text or ""]
        for child in block[: block.index(end)]:
            lead += [*child.itertext(), child.tail or ""]
        if squeeze("".join(lead)) and not is_above(squeeze("".join(lead)), told, byline):
            return
        block.text = (end.tail or "").lstrip()
        del block[: block.index(end) + 1]
    if is_above(text_of(block), told, byline):
        block.text = None
        del block[:]


def without_repeated_quotes(blocks: list) -> list:
    """Drop pull quotes, which say again what stands in the text; one that does not is a quote."""
    told = same(" ".join(text_of(block) for block in blocks if not block.get("pulled")))
    kept = []
    for block in blocks:
        if block.attrib.pop("pulled", None):
            lines = [text_of(line) for line in block]
            if same(" ".join(lines[:1] or [text_of(block)])) in told:
                continue
        kept.append(block)
    return kept


def with_headings(blocks: list) -> tuple[list, int]:
    """Give headings the levels that our articles have; count the bold lines that became one."""
    bold = 0
    if not any(block.tag in HEADINGS for block in blocks):
        blocks, bold = with_bold_headings(blocks)
    # Nothing follows the last one: it stood over something that was left out.
    while blocks and blocks[-1].tag in HEADINGS | {"hr"}:
        blocks = blocks[:-1]
    levels = sorted({block.tag for block in blocks if block.tag in HEADINGS})
    above = 1
    for block in blocks:
        if block.tag in HEADINGS:
            above = min(levels.index(block.tag) + 2, above + 1, 4)
            block.tag = f"h{above}"
            make_plain(block)
    return blocks, bold


def with_bold_headings(blocks: list) -> tuple[list, int]:
    """Make headings of bold lines of their own, as old pages have them."""
    result, bold = [], 0
    for number, block in enumerate(blocks):
        strong = bold_line(block)
        is_last = number == len(blocks) - 1
        if number and strong is not None and (len(block) > 1 or not is_last):
            heading = strong.makeelement("h2")
            heading.text = text_of(strong)
            result.append(heading)
            bold += 1
            if len(block) == 1:
                continue
            block.text = (block[1].tail or "").lstrip()
            del block[:2]
        result.append(block)
    return result, bold


def bold_line(block):
    """Return the bold words that are all of a paragraph, or all before its first line break."""
    if block.tag != "p" or not len(block) or block[0].tag != "strong" or (block.text or "").strip():
        return None
    strong, text = block[0], text_of(block[0])
    is_alone = not (strong.tail or "").strip() and (len(block) == 1 or block[1].tag == "br")
    is_line = 0 < len(text.split()) <= 12 and text[-1] not in ".,;:!…”"
    return strong if is_alone and is_line else None


def is_all_emphasis(block) -> bool:
    """Whether a paragraph is one sentence in italics or bold, as a standfirst is."""
    if block.tag != "p" or len(block) != 1 or block[0].tag not in {"em", "strong"}:
        return False
    is_whole = not ((block.text or "") + (block[0].tail or "")).strip()
    return is_whole and len(text_of(block).split()) >= 6 and len(text_of(block)) <= 300


def make_plain(heading) -> None:
    """Take bold, italic and line breaks out of a heading; links stay."""
    for end in heading.iter("br"):
        end.tail = " " + (end.tail or "")
    etree.strip_tags(heading, "strong", "em", "br")


def take_top(blocks: list):
    """Take the picture off that the story begins with, if need be behind a line of words."""
    for block in blocks[:2]:
        if block.tag == "figure":
            blocks.remove(block)
            return block
        if len(text_of(block).split()) > 15:
            break
    return None


def take_dateline(blocks: list) -> tuple[str, str]:
    """Take "HARBOUR TOWN, N.S. (March 3, 2016) – " off the first paragraph: place and date."""
    first = next((block for block in blocks if block.tag == "p"), None)
    if first is None:
        return "", ""
    start = first
    if not (first.text or "").strip() and len(first) and first[0].tag in {"strong", "em"}:
        start = first[0]
    lead = (start.text or "") + ((start.tail or "") if start is not first else "")
    match = DATELINE.match(lead)
    if not match:
        return "", ""
    place, region, date = match["place"].strip(" ,"), match["region"], match["date"] or ""
    if date and from_words(date) == (None, ""):
        if region:
            return "", ""
        place, date = f"{place}, {date}", ""
    if inner := from_words(region or "")[0]:
        region, date = None, region
    city = place.split(",")[0]
    # "He said – and meant it" is a sentence: a place stands in capitals, or with its province.
    if not city.isupper() and not (region or "," in place):
        return "", ""
    if len(place.split()) > 6 or (inner and not city):
        return "", ""
    rest = lead[match.end() :].lstrip()
    if start is not first:
        start.text, start.tail = "", ""
        first.remove(start)
    first.text = rest
    city = titled(city) if city.isupper() and len(city) > 3 else city
    place = city + place[len(place.split(",")[0]) :]
    return (f"{place} ({region})" if region else place), date


def titled(city: str) -> str:
    """Return ANSE-AUX-LOUPS as Anse-aux-Loups."""
    small = r"(?<=[-\s])(?:Aux?|Sur|De|Du|Des|La|Les?|En|Of|The|And|Et)(?=[-\s])"
    return re.sub(small, lambda match: match[0].lower(), city.title())
