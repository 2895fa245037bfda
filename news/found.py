"""What the page of results shows beyond the articles: where the words stand, and what was meant."""

import re
from collections.abc import Iterable
from itertools import chain

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ijmsite.web.marks import normalized
from ijmsite.web.typos import slip_count

from .indexing import plain_text
from .search import (
    MAX_WORDS,
    PREFIX_FROM,
    WORD,
    Word,
    asked,
    fold,
    in_places,
    last_hits,
    read,
    search_words,
    words_of,
)

BEFORE, AFTER = 10, 20  # words around the first that is found
# Of so many articles, the newest, the words are looked through for what was meant.
VOCABULARY = {("search_text__headline", "search_text__lead"): 5_000, ("search_text__body",): 500}


def is_found(written: str, words: Iterable[Word]) -> bool:
    return any(word.finds(each) for each in words_of(written) for word in words)


def marked(text: str, query: str) -> SafeString:
    """Return `text` as HTML, with the words that `query` asks for marked."""
    words, pieces, done = asked(query), [], 0
    # As one character, an accent does not part a word.
    text = normalized("NFC", text)
    for found in WORD.finditer(text):
        if is_found(found[0], words):
            pieces += [escape(text[done : found.start()]), format_html("<mark>{}</mark>", found[0])]
            done = found.end()
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308 (escaped above)


def excerpt(article, query: str) -> SafeString:
    """Return some words of the text around the first that is asked for, or "" where none is."""
    wanted, words = asked(query), plain_text(article).split()
    first = next((n for n, word in enumerate(words) if is_found(word, wanted)), None)
    if first is None:
        return SafeString("")
    start, end = max(first - BEFORE, 0), first + AFTER
    # A no-break space: "…" stands at the word.
    text = "…\u00a0" * (start > 0) + " ".join(words[start:end]) + "\u00a0…" * (end < len(words))
    return marked(text, query)


def suggestion(articles, query: str) -> str:
    """Return `query` with the nearest words of `articles`, or "" where that finds nothing either.

    `articles` are those among which nothing was found, published ones only: so nothing is told
    of what is not public.
    """
    words = {word.text for word in asked(query)}
    # Each is compared with all that is known.
    if len(words) > MAX_WORDS:
        return ""
    newest, known = articles.order_by("-publish_at", "-pk"), set()
    for columns, most in VOCABULARY.items():
        for text in chain.from_iterable(newest.values_list(*columns)[:most]):
            known.update((text or "").split())
    near = {word: nearest(word, known) for word in words}
    pieces = [" ".join(near[word.text] for word in read(p)) for p in search_words(query)]
    if not all(pieces) or pieces == [" ".join(words_of(p)) for p in search_words(query)]:
        return ""
    offered = " ".join(f'"{piece}"' if " " in piece else piece for piece in pieces)
    with_all = articles.with_keys(last_hits(offered)).filter(in_places(offered))
    # Any of them: for the first in some order, PostgreSQL would read all articles in that order.
    article = next(iter(with_all.prefetch_related("topics").order_by()[:1]), None)
    return as_written(offered, query, article) if article else ""


def nearest(word: str, known: set[str]) -> str:
    """Return the known word with the fewest slips in between, `word` itself if it begins one."""
    if len(word) < PREFIX_FROM or any(each.startswith(word) for each in known):
        return word
    most = 1 if len(word) <= 4 else 2
    letters = set(word)
    alike = [
        each
        for each in known
        if abs(len(each) - len(word)) <= most and len(letters ^ set(each)) <= 2 * most
    ]
    ranked = [(slip_count(word, each), each[0] != word[0], each) for each in alike]
    found = min(ranked, default=(most + 1,))
    return found[2] if found[0] <= most else word


def as_written(offered: str, query: str, article) -> str:
    """Return `offered` with its words as in `query`, and the others as in `article`."""
    topics = [name for topic in article.topics.all() for name in (topic.name, topic.name_fr)]
    text = " ".join([article.headline, article.standfirst, *topics, plain_text(article)])
    written = {fold(word): word for word in WORD.findall(query)}
    for word in WORD.findall(normalized("NFC", text)):
        written.setdefault(fold(word), word if word.istitle() else word.lower())
    return re.sub(r"\w+", lambda found: written.get(found[0], found[0]), offered)
