"""What is done to a story wherever it comes from."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree, html

from . import dates, origin, tidy
from .blocks import Builder
from .figures import PictureFinder
from .files import CONTROLS
from .inline import Notes
from .metadata import guess_language, same, squeeze
from .page import Page, PageError

# Beyond these it is no page with one story, and would take minutes.
DEEPEST = 250
MOST_ELEMENTS = 20_000
MOST_LETTERS = 600_000
FEWEST_WORDS, SHORT = 15, 40
LIMITS = {"headline": 160, "standfirst": 300, "byline": 120, "dateline": 80}
LANGUAGES = {"en": "English", "fr": "French"}
TOO_DEEP = "Its markup is nested too deeply to be a page."
TOO_LONG = "It is too long to be one article."
NO_ARTICLE = "There is no article in it, as far as can be told."
CUT_OFF = re.compile(r"\s{0,9}(?:\[?(?:…|\.\.\.)\]?|Read more|Lire la suite)\s*$")


class Reader:
    """Fills in a page; those who read one kind of file derive from it."""

    def __init__(self, page: Page, folder: Path, within: Path):
        self.page = page
        self.pictures = PictureFinder(folder, within)
        self.notes = Notes()
        self.base = ""
        self.fallback = ""
        # All that the body says, as letters in a row.
        self.told = ""
        # The figure above the story, where there is one.
        self.top = None

    def read(self, source: str) -> None:
        raise NotImplementedError

    def say(self, what: str) -> None:
        self.page.unsure.append(what)

    def fill(self, root, descriptions: list[str]) -> None:
        """Take body, dateline and what is missing still from the element that holds the story."""
        page = self.page
        words = squeeze(root.text_content())
        language = page.language if page.language in LANGUAGES else guess_language(words)[0]
        builder = Builder(self.resolve, self.pictures, language, self.notes)
        blocks = tidy.without_furniture(builder.build(root))
        blocks, behind = tidy.without_end(blocks)
        if behind:
            self.say(f"Left out what follows the end mark: “{shortened(behind, 60)}”")
        blocks = tidy.without_opening(blocks, page.headline, page.standfirst, page.byline)
        blocks = tidy.without_repeated_quotes(blocks)
        blocks, bold = tidy.with_headings(blocks)
        if bold:
            self.say(f"Made a heading of {count(bold, 'bold line')}.")
        page.dateline, date = tidy.take_dateline(blocks)
        page.published_at = page.published_at or dates.from_words(date)[0]
        if not page.standfirst:
            self.find_standfirst(blocks, descriptions)
        if self.top is None:
            self.top = tidy.take_top(blocks)
        page.pictures = self.pictures.pictures
        page.top = None if self.top is None else int(self.top.get("data-picture"))
        page.body = "\n".join(map(serialized, blocks))
        texts = [tidy.text_of(block) for block in blocks]
        self.told = same(" ".join(texts))
        page.words = sum(len(text.split()) for text in texts)
        links = [tidy.text_of(a) for block in blocks for a in block.iter("a")]
        linked = sum(len(text.split()) for text in links + self.notes.lost_links)
        # A page that only leads to others is a list of stories.
        if page.words - linked < FEWEST_WORDS:
            raise PageError(NO_ARTICLE)

    def find_standfirst(self, blocks: list, descriptions: list[str]) -> None:
        page = self.page
        first = next((block for block in blocks if block.tag != "figure"), None)
        if first is not None and len(blocks) > 2 and tidy.is_all_emphasis(first):
            page.standfirst = tidy.text_of(first)
            blocks.remove(first)
            return
        told = same(" ".join(map(tidy.text_of, blocks)))
        for text in descriptions:
            text = CUT_OFF.sub("", text)
            # Most systems repeat the first words of the story as its description.
            if len(text.split()) > 4 and same(text) not in told + same(page.headline):
                page.standfirst = text
                page.standfirst_is_described = True
                return

    def resolve(self, link) -> str:
        """Return the address of a link, or where a frame comes from; "" where nobody can follow."""
        given = link if isinstance(link, str) else link.get("href", "")
        address = "".join(given.split())
        if not address or address.startswith("#"):
            return ""
        absolute = origin.joined(self.base, address)
        parts = urlsplit(absolute)
        if parts.scheme == "mailto":
            return absolute if "@" in parts.path else ""
        if parts.scheme == "tel":
            return absolute
        if parts.scheme in {"http", "https"} and parts.netloc:
            is_here = parts.fragment and origin.key(absolute) == origin.key(self.base)
            return "" if is_here else absolute
        if not isinstance(link, str) and parts.scheme in {"", "file"}:
            self.notes.lost_links.append(squeeze(link.text_content()))
        return ""

    def finish(self, language: str) -> None:
        """Settle what the whole text decides, and say what a person should look at."""
        page, notes = self.page, self.notes
        if not page.headline:
            raise PageError("No headline was found in it.")
        if page.words < SHORT:
            self.say(f"The text is very short: {page.words} words.")
        self.settle_language(language)
        if page.headline.isupper():
            self.say("The headline is in capitals.")
        for name, limit in LIMITS.items():
            text = getattr(page, name)
            if len(text) > limit:
                setattr(page, name, shortened(text, limit))
                self.say(f"The {name} was longer than {limit} characters and is cut.")
        if not page.published_at:
            self.say("No date was found.")
        if not page.standfirst:
            self.say("No standfirst was found.")
        elif page.standfirst_is_described:
            self.say("The standfirst is the page’s description for search engines.")
        if lost := [words for words in notes.lost_links if words]:
            what = ", ".join(f"“{shortened(words, 40)}”" for words in lost[:5])
            self.say(f"{count(len(lost), 'link')} without address, only the words stay: {what}.")
        if notes.struck:
            self.say(f"Left out {count(notes.struck, 'word')} that the page strikes out.")
        if notes.videos:
            self.say(f"In place of {count(notes.videos, 'video')} stands a plain link.")
        if notes.frames:
            self.say(f"Left out {count(notes.frames, 'frame')}: a map, a form or a post.")
        if not page.address:
            self.say("The page does not say where it stood: no old address will lead to it.")

    def settle_language(self, language: str) -> None:
        page = self.page
        if language:
            page.language = language
            return
        guessed, is_sure = guess_language(re.sub(r"<[^>]*>", " ", page.body))
        if page.language in LANGUAGES and (guessed == page.language or not is_sure):
            return
        if page.language:
            self.say(
                f"The page says that its language is “{page.language}”; "
                f"by its words it is {LANGUAGES[guessed]}."
            )
        else:
            self.say(f"Language: {LANGUAGES[guessed]}, by its words.")
        page.language = guessed


def parse(source: str):
    """Return the tree of a page; what is nested beyond sense is refused."""
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True)
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    try:
        tree = html.document_fromstring(source.encode(errors="replace"), parser=parser)
    except etree.LxmlError as error:
        raise PageError("There is no page in it.") from error
    depth = elements = letters = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise PageError(TOO_DEEP)
        if event == "start" and element.tag not in {"script", "style"}:
            elements += 1
            letters += len(element.text or "") + len(element.tail or "")
        if elements > MOST_ELEMENTS or letters > MOST_LETTERS:
            raise PageError(TOO_LONG)
    drop_controls(tree)
    return tree


def drop_controls(tree) -> None:
    """Take out what a page spells as &#1; and the like: no tree takes it twice."""
    for element in tree.iter():
        for name in ("text", "tail"):
            text = getattr(element, name)
            if text and CONTROLS.search(text):
                setattr(element, name, CONTROLS.sub("", text))
        if isinstance(element.tag, str):
            for name, value in element.attrib.items():
                if CONTROLS.search(value):
                    element.set(name, CONTROLS.sub("", value))


def serialized(block) -> str:
    block.tail = None
    return html.tostring(block, encoding="unicode")


def shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
