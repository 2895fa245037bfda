"""French typography of an article, set when it is saved: every surface then reads the same."""

from html import escape, unescape

from django.core.exceptions import ValidationError

from ijmsite.web.typography import NBSP, french_pieces

from .blocks import BLOCKS, CELLS
from .body import clean_body
from .figures import TAG

# Beside the body: what people write in the language of the article.
WORDS = ["headline", "standfirst", "content_note", "dateline", "byline", "photo_alt"]
WORDS += ["correction_note"]

APART = {*BLOCKS, *CELLS, "hr"}
# Stands for a line break, at which a quotation does not end; no rule touches it.
BREAK = "\u2028"


def french_body(html: str) -> str:
    """Return a clean text with French typography; its markup stays as it is."""
    written, done = [], 0
    # Words and the tag behind them, up to the next block.
    run: list[tuple[str, str]] = []

    def end_run():
        texts = french_pieces([words for words, _tag in run])
        for text, (words, tag) in zip(texts, run, strict=True):
            written.append(tag if words == BREAK else escaped(text) + tag)
        run.clear()

    for tag in TAG.finditer(html):
        words = unescape(html[done : tag.start()])
        done = tag.end()
        if tag[2] == "br":
            run += [(words, ""), (BREAK, tag[0])]
            continue
        run.append((words, tag[0]))
        if tag[2] in APART:
            end_run()
    run.append((unescape(html[done:]), ""))
    end_run()
    try:
        return clean_body("".join(written))
    except ValidationError:
        # Too long by the spaces: better plain than refused.
        return html


def escaped(text: str) -> str:
    return escape(text, quote=False).replace(NBSP, "&nbsp;")
