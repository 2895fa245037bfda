"""Take out of a page's tree what surrounds the story: it is known by tags, roles and classes."""

import re

from lxml import etree

from .phrases import SECTION

GONE = {
    *("script", "style", "template", "svg", "canvas", "object", "embed", "applet", "math", "map"),
    *("input", "button", "select", "textarea", "label", "fieldset", "option", "datalist", "dialog"),
    *("nav", "menu", "head", "link", "meta", "title", "base", "amp-consent", "amp-sidebar"),
    *("amp-ad", "amp-social-share", "amp-analytics", "amp-embed", "amp-sticky-ad", "amp-list"),
}
# Around the story they are furniture; where the story itself stands in them they are not.
SUSPECT = {"form", "aside", "header", "footer", "amp-lightbox"}
ROLES = {
    *("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"),
    *("menu", "menubar", "form", "toolbar", "alert", "tablist", "status"),
}
WORDS = re.compile(
    r"""-(?:
    nav | navbar | navigation | navmenu | (?:main|top|sub|site|foot)nav | menu | breadcrumbs?
    | crumbs? | ariane | sidebar | footer | colophon | copyright | masthead
    | (?:site|page|global|amp)-header | post-navigation | toolbar | pagination | pager | toc
    | table-of-contents | site-map | skip-(?:link|to|nav) | back-to-top | print-only
    | language-(?:switcher|selector) | search(?:form|box|bar)? | log-?in | widget-area
    | share | sharing | sharedaddy | sharebar | shares | partage | addthis | addtoany | socials?
    | newsletters? | mailchimp | infolettre | subscribe | subscription | sign-?up | opt-?in
    | cookies? | gdpr | consent | onetrust | cc-window | popup | modal | toast
    | announcement | promo(?:tion)? | advert(?:s|isement)? | ads? | adsbygoogle | sponsor(?:ed|s)?
    | donat(?:e|ion|ions) | donor | cta | call-to-action
    | related(?:posts)? | recommended | recommendations | lire-aussi | more-stories
    | disqus | respond | comments? -(?:list|area|section|form|respond) | comments | view-count
    | tag-?list | tag-?cloud | tags | tags-links | cat-links | submitted | post-info
    | (?:author|about)-(?:box|bio|card|info) | about-author
    | (?:entry|post|article|node|blog|amp|item)-meta
    )-""",
    re.X,
)
# Furniture where hardly a sentence stands in it; else only a look, such as "has-icon".
LOOKS = re.compile(r"-(?:icons?|sprites?|buttons?|btn)-")
HIDDEN_CLASSES = {
    *("hidden", "hide", "invisible", "is-hidden", "d-none", "offscreen", "element-invisible"),
    *("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"),
}
SHOWN_ELSEWHERE = re.compile(r"(?:^|\s)\S*(?::|-(?:sm|md|lg|xl)-)(?:block|flex|grid|inline)")
HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
RULE = re.compile(r"(?<![^{}@])([^{}@]+)\{([^{}]*)\}")
SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")

QUOTES = re.compile(r"pull-?_?quote|blockquote", re.I)


def prune(tree, headline=None) -> None:
    """Remove what is not the story, and never what holds `headline` or most of the prose."""
    hidden = hidden_by_rules(tree)
    for element in tree.xpath("//noscript"):
        keep_lazy_picture(element)
    etree.strip_elements(tree, etree.Comment, *GONE, with_tail=False)
    body = tree.find("body") if tree.find("body") is not None else tree
    holding = set(headline.iterancestors()) | {headline} if headline is not None else set()
    total = prose(body)
    for element in list(body.iter()):
        if element is body or element.getparent() is None or element in holding:
            continue
        if is_furniture(element, hidden) and (total == 0 or prose(element) <= total * 0.6):
            element.drop_tree()


def is_furniture(element, hidden: set[str]) -> bool:
    classes = element.get("class", "").split()
    names = {f".{name}" for name in classes} | {f"#{element.get('id', '')}"}
    if (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or HIDDEN_STYLE.search(element.get("style", ""))
        or names & hidden
        or (HIDDEN_CLASSES & set(classes) and not SHOWN_ELSEWHERE.search(element.get("class", "")))
    ):
        return True
    words = spoken(element)
    if QUOTES.search(words) or in_quotation(element):
        return False
    role = element.get("role", "").lower()
    if element.tag == "a" and beside(element) >= 4:
        return False
    if element.tag in SUSPECT or role in ROLES or WORDS.search(words):
        return True
    if LOOKS.search(words) and not prose(element):
        return True
    return element.tag in {"section", "div"} and "widget" in classes


def spoken(element) -> str:
    """Return id and class as "-site-header-nav-", whatever they are spelled like."""
    names = f"{element.get('id', '')} {element.get('class', '')}"
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", names)
    return f"-{'-'.join(parts).lower()}-"


def beside(link) -> int:
    """Count the words around a link: with some, it is part of a sentence."""
    above = link.getparent()
    return len(above.text_content().split()) - len(link.text_content().split())


def in_quotation(element) -> bool:
    return element.tag in {"footer", "header"} and any(
        above.tag in {"blockquote", "figure"} for above in element.iterancestors()
    )


def hidden_by_rules(tree) -> set[str]:
    """Return the plain selectors that the page's own styles hide on every screen."""
    hidden = set()
    for style in tree.xpath("//style[not(@amp-boilerplate)]/text()"):
        for selectors, declarations in RULE.findall(without_conditions(style)):
            if HIDDEN_STYLE.search(declarations):
                parts = (part.strip() for part in selectors.split(","))
                hidden |= {part for part in parts if SIMPLE_SELECTOR.fullmatch(part)}
    return hidden


def without_conditions(css: str) -> str:
    """Leave out what stands in @media and the like."""
    kept, depth = [], 0
    for part in re.split(r"(@[^@{};]*\{|[{}])", css):
        if depth:
            depth += {"{": 1, "}": -1}.get(part[-1:], 0)
        elif part.startswith("@") and part.endswith("{"):
            depth = 1
        else:
            kept.append(part)
    return "".join(kept)


def keep_lazy_picture(noscript) -> None:
    """A picture that scripts load late stands in <noscript>; nothing else there was ever seen."""
    before = noscript.getprevious()
    has_picture = noscript.xpath(".//img") and not (
        before is not None and (before.tag in {"img", "picture"} or before.xpath(".//img"))
    )
    if has_picture:
        noscript.tag = "span"
    else:
        noscript.drop_tree()


def drop_sections(root) -> list[str]:
    """Remove the parts under headings such as "Related stories"; return the wordy ones' names.

    What would take much of the prose along is a part of the story, whatever it is called.
    """
    names = []
    total = prose(root)
    for heading in list(root.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "strong")):
        if not is_section(heading) or root not in heading.iterancestors():
            continue
        element = heading
        while (above := element.getparent()) is not root and only_child(element):
            element = above
        if above is not root and prose(above) <= total * 0.4:
            parts = [above]
        else:
            parts = [element]
            for sibling in element.itersiblings():
                if heads(sibling) and heads(sibling) <= (heads(heading) or 9):
                    break
                parts.append(sibling)
        words = sum(map(prose, parts))
        if words > total * 0.4:
            continue
        if words > 20:
            names.append(" ".join(heading.text_content().split()))
        for part in parts:
            part.drop_tree()
    return names


def is_section(element) -> bool:
    text = " ".join(element.text_content().split()) if len(element) < 4 else ""
    return 0 < len(text) < 100 and bool(SECTION.fullmatch(text))


def only_child(element) -> bool:
    above = element.getparent()
    return above.text_content().split() == element.text_content().split()


def heads(element) -> int:
    """Return the level of the first heading in an element, or 0."""
    found = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    return 0 if found is None else int(found.tag[1])


def prose(element) -> int:
    """Count the words in passages that read like sentences."""
    return sum(len(words) for text in element.itertext() if len(words := text.split()) >= 6)
