"""What a page says about itself: headline, standfirst, byline, date, language."""

import json
import re
from collections.abc import Iterator
from html import unescape

SEPARATOR = re.compile(r"\s{1,9}[|–—·»:-]+\s{1,9}|\s{0,9}[|»]\s{0,9}|\s{1,9}::\s{1,9}")
BY = re.compile(
    r"^(?:(?:story|text|written|posted|published|words|texte|écrit|publié)\s+)?(?:by|par)[\s:]+",
    re.I,
)
_NAME = r"(?:[A-ZÀ-Ý][\w’'.-]*|de|du|van|von|la|le|and|et|with|avec|&)"
# "by Walter Prins", "par Solène Arcand"; not "Photo by".
NAMED = re.compile(
    r"(?<![Pp]hoto )(?<![Pp]hotos )\b(?:[Bb]y|[Pp]ar|BY|PAR)\s+(?=[A-ZÀ-Ý])"
    rf"({_NAME}(?:,?\s+{_NAME})*)"
)
NOBODY = re.compile(
    r"(?:site\s*)?admin(?:istrator)?|web\s?master|editor|staff|guest|anonymous|user|root|unknown",
    re.I,
)
STOPWORDS = {
    "en": {"the", "of", "and", "to", "in", "is", "that", "for", "with", "was", "on", "by", "from"},
    "fr": {"le", "la", "les", "des", "du", "une", "est", "et", "que", "qui", "dans", "pour", "sur"},
}


def one_space(text: str | None) -> str:
    """Return text as browsers show it: any white space is one space, and a no-break space stays."""
    text = re.sub(r"[ \t\r\n\f\v\u2028]+", " ", text or "")
    return re.sub(r" \u00a0+|\u00a0+ |\u00a0{2,}", " ", text)


def squeeze(text: str | None) -> str:
    """Return text on one line, without spaces around it."""
    return one_space(text).strip()


def same(text: str) -> str:
    """Return what two spellings of one text share: letters and digits."""
    return "".join(re.findall(r"\w+", text.lower()))


class Metadata:
    def __init__(self, tree):
        self.tree = tree
        self.things = list(linked_data(tree))
        self.article = next((t for t in self.things if is_article(t)), {})
        self.site = self.meta("og:site_name", "application-name")

    def meta(self, *names: str) -> str:
        for name in names:
            for element in self.tree.iter("meta"):
                stated = element.get("property") or element.get("name") or element.get("itemprop")
                if (stated or "").lower() == name.lower() and squeeze(element.get("content")):
                    return squeeze(unescape(element.get("content")))
        return ""

    def linked(self, *names: str) -> str:
        """Return the first of these properties that the page's linked data gives as words."""
        values = (self.article.get(name) for name in names)
        return next((squeeze(unescape(v)) for v in values if isinstance(v, str) and v.strip()), "")

    def without_site(self, title: str) -> list[str]:
        """Return what of a title may be the headline, the likeliest first."""
        parts = [part for part in SEPARATOR.split(title) if same(part)]
        if self.site and title:
            site, stroke = re.escape(self.site), r"\s{0,9}[|–—·»:-]{1,9}\s{0,9}"
            kept = re.sub(f"{stroke}{site}$|^{site}{stroke}|^{site}$", "", title, flags=re.I)
            if kept != title:
                return [kept] if kept else []
        # The site stands first or last, and a headline mostly is longer than a name.
        ends = sorted({parts[0], parts[-1]}, key=lambda end: -len(end.split())) if parts else []
        return ends if len(parts) > 1 else [title] * bool(title)

    def headlines(self) -> list[str]:
        """Return what the page calls itself, the surest first."""
        shared = self.without_site(self.meta("og:title", "twitter:title"))
        title = self.without_site(squeeze(self.tree.findtext(".//title")))
        return [text for text in [self.linked("headline"), *shared, *title] if text]

    def descriptions(self) -> list[str]:
        stated = [
            self.linked("alternativeHeadline", "description", "abstract"),
            self.meta("og:description", "twitter:description"),
            self.meta("description", "dc.description"),
        ]
        return [text for text in stated if text]

    def dates(self) -> list[str]:
        """Return what the page states as the time of publication, for machines."""
        names = ("article:published_time", "datePublished", "dc.date.issued", "dcterms.created")
        more = ("dc.date", "date", "pubdate", "publish-date", "sailthru.date", "og:published_time")
        stated = [self.linked("datePublished", "dateCreated"), self.meta(*names), self.meta(*more)]
        marked = self.tree.xpath("//*[@itemprop='datePublished']")
        return [
            t
            for t in [*stated, *(m.get("datetime") or m.get("content") or "" for m in marked)]
            if t
        ]

    def authors(self) -> str:
        """Return who wrote it, by the page's data; "" where that is only the site itself."""
        people = self.article.get("author") or self.article.get("creator") or []
        by_id = {thing["@id"]: thing for thing in self.things if isinstance(thing.get("@id"), str)}
        names = []
        for person in people if isinstance(people, list) else [people]:
            if isinstance(person, dict) and "name" not in person:
                person = by_id.get(person.get("@id"), {})
            kind = person.get("@type", "") if isinstance(person, dict) else ""
            name = person.get("name", "") if isinstance(person, dict) else person
            if isinstance(name, str) and kind != "Organization":
                names.append(self.byline(name))
        names = [name for name in names if name]
        if not names:
            return self.byline(self.meta("author", "dc.creator", "article:author_name"))
        return ", ".join(names)

    def byline(self, text: str) -> str:
        """Return a name out of "By Wren Halloran | 3 March", or ""."""
        text = BY.sub("", squeeze(text))
        ends = r"\s{0,9}[|•]|\s{1,9}(?:on|le)\s{1,9}(?=\w+,?\s+\d|\d)"
        text = re.split(ends, text)[0].strip(" ,;:–—-")
        wrong = NOBODY.fullmatch(text) or text.startswith("http") or "@" in text
        return "" if wrong or len(text) > 120 or same(text) == same(self.site) else text

    def language(self) -> str:
        stated = [
            self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
            self.linked("inLanguage"),
            self.meta("og:locale", "dc.language", "language"),
        ]
        found = next((text.lower() for text in stated if text), "")
        return re.split(r"[-_]", found)[0]


def linked_data(tree) -> Iterator[dict]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        # Pages with broken data are common, and say the same elsewhere.
        try:
            waiting = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting += thing
            elif isinstance(thing, dict):
                yield thing
                waiting += [thing["@graph"]] if isinstance(thing.get("@graph"), list) else []


def is_article(thing: dict) -> bool:
    kinds = thing.get("@type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(str(kind).endswith(("Article", "Posting", "Report")) for kind in kinds)


def guess_language(text: str) -> tuple[str, bool]:
    """Return "en" or "fr" by the small words of a text, and whether it is sure."""
    words = re.findall(r"[a-zà-ÿ]+", text.lower())
    counts = {code: sum(word in small for word in words) for code, small in STOPWORDS.items()}
    best = max(counts, key=counts.get)
    other = min(counts.values())
    return best, counts[best] >= 5 and counts[best] > 3 * other and counts[best] > len(words) / 12
