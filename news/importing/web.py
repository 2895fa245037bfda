"""Read a saved page of the web."""

import re

from lxml import etree

from . import dates, origin
from .chrome import drop_sections, spoken
from .metadata import NAMED, Metadata, same, squeeze
from .reader import LIMITS, Reader, parse, shortened
from .story import BLOCKS, headline_of, own_text, story_of

STANDFIRST = re.compile(
    r"-(?:standfirst|lede|dek|deck|sub-?title|sub-?head(?:ing|line)?|intro|summary|excerpt"
    r"|chapo|chapeau)-"
)
BYLINE = re.compile(r"-(?:byline|author|auteur|username|writer|posted-by|written-by)-")
CHANGED = re.compile(r"updated|modified|mis(?:e)? à jour|modifié", re.I)


class WebReader(Reader):
    def read(self, source: str) -> None:
        page = self.page
        tree = parse(source)
        about = Metadata(tree)
        page.address = page.address or origin.address_of(tree, about.article, "")
        page.address = page.address or self.fallback
        base = next(iter(tree.xpath("//base/@href")), "")
        self.base = origin.joined(page.address, base) or page.address
        page.headline, headline, why = headline_of(tree, about)
        if why:
            self.say(f"Headline: {why}.")
        near = near_the_headline(tree, headline)
        page.published_at = self.date_of(tree, about, near)
        page.byline = about.authors() or byline_of(tree, about, near)
        page.language = about.language()
        descriptions = about.descriptions()
        root, apart, along = story_of(tree, headline)
        page.standfirst = take_standfirst(tree, headline, root)
        self.top = self.picture_above(tree, headline, root)
        for text in apart:
            if same(text) != same(page.standfirst):
                self.say(f"Left out, as it stands apart: “{shortened(text, 80)}”")
        for name in drop_sections(root):
            self.say(f"Left out what stood under “{name}”.")
        self.fill(root, descriptions)
        if along := [text for text in along if same(text) in self.told]:
            self.say(f"Taken along, though it stands apart: “{shortened(' … '.join(along), 120)}”")

    def date_of(self, tree, about: Metadata, near: list[str]):
        marked = tree.xpath("//time[@datetime][not(contains(@class, 'updated'))]")
        marked.sort(key=lambda t: not re.search(r"publish|pubdate|entry-date", t.get("class", "")))
        for stated in [*about.dates(), *(time.get("datetime") for time in marked)]:
            if moment := dates.from_machine(stated):
                return moment
        doubtful = ""
        for text in near:
            moment, unclear = (None, "") if CHANGED.search(text) else dates.from_words(text)
            if moment:
                return moment
            doubtful = doubtful or unclear
        moment = dates.from_address(self.page.address)
        if doubtful and not moment:
            self.say(f"The date “{doubtful}” can be read in two ways and is left out.")
        return moment

    def picture_above(self, tree, headline, root):
        """Return the figure between the headline and the story, or None."""
        places = numbered(tree)
        start = places.get(headline, places[root])
        for element in tree.iter("img", "amp-img"):
            inside = headline is not None and headline in element.iterancestors()
            if start < places[element] < places[root] and not inside:
                caption = element.xpath("ancestor::figure[1]//figcaption")
                self.pictures.captions[element] = caption[0] if caption else None
                figure = self.pictures.take(element)
                if isinstance(figure, etree._Element):
                    return figure
        return None


def byline_of(tree, about: Metadata, near: list[str]) -> str:
    for element in tree.iter("a", "span", "div", "p", "li", "address"):
        is_named = element.get("rel") == "author" or BYLINE.search(spoken(element))
        if is_named and not element.xpath("ancestor::figure"):
            text = squeeze(element.text_content())
            name = about.byline(text) if len(text.split()) <= 12 else ""
            if name:
                return name
    for text in near:
        match = NAMED.search(text)
        if match and len(text.split()) <= 15 and (name := about.byline(match[1])):
            return name
    return ""


def take_standfirst(tree, headline, root) -> str:
    """Take what the page marks as its standfirst out of the tree."""
    places = numbered(tree)
    passages = [e for e in root.iter(*BLOCKS) if len(own_text(e).split()) >= 5]
    start = places.get(headline, 0)
    end = places[passages[min(2, len(passages) - 1)]] if passages else places[root]
    for element in tree.iter(*BLOCKS, "span"):
        text = squeeze(element.text_content())
        is_there = start < places[element] <= end and len(text.split()) >= 4
        is_short = len(text) <= LIMITS["standfirst"]
        if is_there and is_short and element is not root and STANDFIRST.search(spoken(element)):
            element.drop_tree()
            return text
    return ""


def near_the_headline(tree, headline) -> list[str]:
    """Return the short texts between the headline and the first paragraph."""
    body = tree.find("body") if tree.find("body") is not None else tree
    places = numbered(tree)
    start = places.get(headline, 0)
    inside = set() if headline is None else set(headline.iter())
    found, longer = [], 0
    for element in body.iter(*BLOCKS, "time", "span", "font"):
        if places[element] < start or element in inside or element.xpath("ancestor::figure"):
            continue
        text = own_text(element)
        if len(text.split()) <= 15:
            found += [text] if text else []
        # The first one may be the standfirst.
        elif (longer := longer + 1) > 1:
            break
    return found[:40]


def numbered(tree) -> dict:
    return {element: number for number, element in enumerate(tree.iter())}
