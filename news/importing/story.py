"""Find the headline, and the part of a page that holds the story."""

import logging

import trafilatura
from lxml import etree, html

from .chrome import prose, prune
from .metadata import Metadata, same, squeeze
from .page import PageError
from .phrases import is_furniture

# It logs what it guesses; what matters to a person stands in our report.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {
    *("p", "div", "li", "td", "th", "blockquote", "section", "article", "main", "ul", "ol"),
    *("table", "tr", "tbody", "pre", "dd", "dt", "dl", "figure", "figcaption", "center", "form"),
    *("aside", "header", "footer", "details", "summary", "body", "address", "hr"),
}
FLOW = HEADINGS | {"p", "blockquote", "ul", "ol", "figure"}
# What the makers of sites call the element that holds a story.
NAMED = etree.XPath(
    """self::article or self::main or @itemprop='articleBody' or @role='article'
    or contains(concat(' ', @class, ' '), ' entry-content ')
    or contains(concat(' ', @class, ' '), ' post-content ')
    or contains(concat(' ', @class, ' '), ' article-content ')
    or contains(concat(' ', @class, ' '), ' article-body ')
    or contains(concat(' ', @class, ' '), ' story-body ')
    or contains(concat(' ', @class, ' '), ' field--name-body ')"""
)
MOST = 0.75


def headline_of(tree, metadata: Metadata):
    """Return the headline, its element or None, and what is unsure about it."""
    stated = metadata.headlines()
    known = [same(text) for text in stated]
    shown = [(*words_of(h), h) for h in tree.iter("h1", "h2")]
    # The name of the site may be a heading too: that one stands outside of the main part.
    inside = set(tree.xpath("//main//*[self::h1] | //article//*[self::h1]"))
    agreed = [s for s in shown if same(s[0]) in known]
    agreed.sort(key=lambda s: (s[2] not in inside, known.index(same(s[0]))))
    for words, is_picture, heading in agreed:
        return words, heading, "it is the text of a picture" if is_picture else ""
    first = [(t, h) for t, _, h in shown if h.tag == "h1" and t and same(t) != same(metadata.site)]
    # A page's title often is the headline with something more, or a part of it.
    for words, heading in first:
        if any(same(words) in same(text) or same(text) in same(words) for text in stated):
            return words, heading, ""
    if metadata.linked("headline") or metadata.meta("og:title"):
        return stated[0], None, "the page states it, but does not show it as a heading"
    if len(first) == 1:
        return *first[0], ""
    # Old pages made it large and bold.
    for text in stated:
        for element in tree.iter("b", "strong", "font", "p", "td", "div"):
            if same(squeeze(element.text_content())) == same(text):
                return squeeze(element.text_content()), element, ""
    if first:
        return *first[0], "it is the first of several"
    return (stated[0], None, "it comes from the title of the window") if stated else ("", None, "")


def words_of(heading) -> tuple[str, bool]:
    """Return the text of a heading, and whether it comes from a picture in it."""
    if text := squeeze(heading.text_content()):
        return text, False
    return squeeze(" ".join(heading.xpath(".//img/@alt"))), True


def story_of(tree, headline):
    """Take the page's furniture out of `tree`; return the element that holds the story.

    And two lists of texts that are doubtful: what was left out, and what was taken along.
    """
    prune(tree, headline)
    body = tree.find("body") if tree.find("body") is not None else tree
    weights = weigh(body, witness(tree))
    total = weights.get(body, 0)
    if not total:
        raise PageError("There is no article in it, as far as can be told.")
    root = body
    while deeper := [child for child in root if weights.get(child, 0) >= MOST * total]:
        if deeper[0].tag in {"p", "li", "blockquote"}:
            break
        root = deeper[0]
    root, along = with_siblings(root, body, weights)
    for above in root.iterancestors():
        if above is body:
            break
        # It may hold the first and the last words as well.
        if NAMED(above) and weights[above] > weights[root]:
            root = above
    within = set(root.iter())
    apart = [squeeze(own_text(e)) for e in weights if e not in within and own_text(e)]
    return root, [text for text in apart if len(text.split()) >= 15], along


def witness(tree) -> str:
    """Return all that trafilatura takes for the story, as letters in a row.

    It finds the place well. Of what stands there it loses sentences with links in them, lists of
    links and the names below quotes, so the story itself is read from the page.
    """
    source = html.tostring(tree, encoding="unicode")
    return same(trafilatura.extract(source, include_comments=False) or "")


def weigh(body, witnessed: str) -> dict:
    """Count for each element the words in it that belong to the story."""
    weights = {}
    for element in body.iter(*BLOCKS):
        text = own_text(element)
        words = len(text.split())
        is_known = words >= 5 and (same(text) in witnessed if witnessed else words > 11)
        if is_known and not is_furniture(text):
            for above in [element, *element.iterancestors()]:
                weights[above] = weights.get(above, 0) + words
    return weights


def own_text(element) -> str:
    """Return the text of a block without that of the blocks in it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in BLOCKS and isinstance(child.tag, str):
            parts.append(child.text_content())
        parts.append(child.tail or "")
    return squeeze(" ".join(parts))


def with_siblings(root, body, weights: dict):
    """Return `root`; where the story goes on beside it, a new element around all its parts.

    And the texts among them that only their place speaks for: where a page closes more elements
    than it opened, the rest of a story stands outside of what held it.
    """
    here, along = root, []
    while here is not body and here.tag not in {"td", "th"}:
        above = here.getparent()
        parts = [c for c in above if c is here or is_part(c, here, weights)]
        if len(parts) == 1:
            here = above
            continue
        along += [squeeze(c.text_content()) for c in parts if c is not here and c not in weights]
        first, last = above.index(parts[0]), above.index(parts[-1])
        chosen = set(parts)
        between = [c for c in above[first : last + 1] if c in chosen or c.tag in FLOW]
        root = here = html.Element("div")
        above.insert(first, root)
        root.extend(between)
        weights[root] = sum(weights.get(part, 0) for part in parts)
    return root, along


def is_part(element, here, weights: dict) -> bool:
    """Whether an element beside `here` is more of the same, and no column of its own."""
    if element.tag in FLOW:
        return element in weights or (
            prose(element) > 5 and not is_furniture(squeeze(element.text_content()))
        )
    look = (here.tag, here.get("class"))
    is_alike = here.tag in {"div", "section"} and (element.tag, element.get("class")) == look
    return is_alike and element in weights
