"""Finding articles by what readers type: SQLite and PostgreSQL give the same answer.

Words are told apart and folded here, for the index and for the question alike. An engine only
says in which articles a word stands, or one that begins with it.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from ijmsite.web.marks import normalized

from .paging import Cursor, older

MAX_LENGTH = 100
MAX_WORDS = 5
# A phrase has several words, and one letter can be taken apart into some.
MAX_ASKED = 20
# The newest are ranked; nobody reads on after so many.
MAX_FOUND = 1_000
# Of so many hits SQLite reads the articles in a moment.
FEW = 5_000
# For a page, so many are first read themselves. It is a page up to a fourth of them.
FIRST = 100
# So many of the newest are looked through, and then so many more. Most words of a question stand
# in the first or are rare.
WINDOWS = [1_500, 6_000, 24_000, 96_000]
# Of each article, as the database has it: to make moments of some thousand would take longer than
# to find them.
ROW = ("pk", "language", "translation_of", "publish_at")
Row = tuple[int, str, int | None, datetime]
# `older` or `newer` of `news.paging`.
Side = Callable[[QuerySet, Cursor | None], QuerySet]
# A shorter word is found as a whole word only.
PREFIX_FROM = 3
# What a word counts, by where it stands; one that only begins with it counts three quarters.
WEIGHTS = {"headline": 8, "lead": 4, "body": 1}

WORD = re.compile(r"[^\W_]+")
PIECE = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S+)')
# In "l'école" and "women's" the word is what is looked for.
ELISION = re.compile(r"\b(?:qu|\w)['’](?=\w)|['’]s\b", re.IGNORECASE)
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Return `text` in lower case and without accents."""
    if text.isascii():
        return text.lower()
    apart = normalized("NFKD", text.casefold())
    return NOT_ASCII.sub(without_accents, apart).translate(LETTERS)


def without_accents(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


def words_of(text: str) -> list[str]:
    return [word[:MAX_LENGTH] for word in WORD.findall(fold(text))]


def search_words(text: str) -> list[str]:
    """Return the words that are searched for, and the phrases, which stand in quotation marks.

    What is too long or too many is cut.
    """
    # Half of a pair of surrogates is no character, and neither engine takes NUL.
    text = text[:MAX_LENGTH].encode(errors="replace").decode().replace("\0", " ")
    pieces = ("".join(found.groups("")).strip() for found in PIECE.finditer(text))
    return [piece for piece in pieces if piece][:MAX_WORDS]


@dataclass(frozen=True)
class Word:
    text: str
    is_whole: bool = False  # or else a longer one may begin with it

    def finds(self, word: str) -> bool:
        return word == self.text or not self.is_whole and word.startswith(self.text)


def read(piece: str) -> list[Word]:
    """Return the words of a piece; several are a phrase, and only its last may go on."""
    texts = words_of(piece if " " in piece else ELISION.sub("", piece))
    last = len(texts) - 1
    return [Word(text, n < last or len(text) < PREFIX_FROM) for n, text in enumerate(texts)]


def asked(text: str) -> list[Word]:
    """Return the words that an article must have, each once; those beyond `MAX_ASKED` are cut."""
    words = dict.fromkeys(word for piece in search_words(text) for word in read(piece))
    return list(words)[:MAX_ASKED]


def phrases(text: str) -> list[list[Word]]:
    """Return what `text` asks for, piece by piece, without the signs."""
    return [phrase for piece in search_words(text) if (phrase := read(piece)[:MAX_ASKED])]


def statement(text: str) -> tuple[str, list]:
    """Return the question for the keys of the articles with all words of `text`."""
    if connection.vendor == "postgresql":
        letters = [column[0] for column in WEIGHTS]
        each = [
            " | ".join(f"'{letter}{w.text}'{'' if w.is_whole else ':*'}" for letter in letters)
            for w in asked(text)
        ]
        query = " & ".join(f"({any_column})" for any_column in each)
        return "SELECT article_id FROM news_searchtext WHERE words @@ %s::tsquery", [query]
    # SQLite knows where words stand: so it finds few where it is asked for a phrase.
    each = [(" ".join(word.text for word in words), words[-1]) for words in phrases(text)]
    query = " AND ".join(f'"{words}"{"" if last.is_whole else "*"}' for words, last in each)
    sql = "SELECT rowid FROM news_searchtext_words WHERE news_searchtext_words MATCH %s"
    return sql, [query]


def hits(text: str) -> RawSQL:
    """Return the keys of the articles with all words of `text`."""
    return RawSQL(*statement(text))  # noqa: S611 (the words are a parameter)


def last_hits(text: str) -> RawSQL:
    """Return the highest `FEW` of them."""
    sql, params = statement(text)
    sql += f" ORDER BY 1 DESC LIMIT {FEW}"
    if connection.vendor == "postgresql":
        # In one piece: else it goes through all articles for one of them.
        sql = f"SELECT unnest(ARRAY({sql}))"
    return RawSQL(sql, params)  # noqa: S611 (as above)


def few_hits(text: str) -> list[int] | None:
    """Return what `hits` does; None where they are more than are looked through in a moment."""
    sql, params = statement(text)
    keys = keys_by(f"{sql} LIMIT {FEW + 1}", params)
    return keys if len(keys) <= FEW else None


def hits_among(text: str, keys: list[int]) -> set[int]:
    """Return which of `keys` are hits."""
    sql, params = statement(text)
    if connection.vendor == "postgresql":
        return {*keys_by(f"{sql} AND article_id = ANY(%s)", [*params, keys])}
    # It reads its index between two keys.
    limits = [min(keys), max(keys)]
    return {*keys_by(f"{sql} AND rowid BETWEEN %s AND %s", params + limits)} & {*keys}


def keys_by(sql: str, params: list) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [key for (key,) in cursor.fetchall()]


def in_texts(text: str) -> Q:
    """Return the condition that an article has all of `text`, which no index is asked for."""
    condition = in_places(text)
    for word in asked(text):
        condition &= in_a_row([word])
    return condition


def in_places(text: str) -> Q:
    """Return the condition that an article has the phrases and the signs of `text`."""
    condition = Q()
    for piece in search_words(text):
        phrase = read(piece)
        if not phrase:
            condition &= Q(search_text__signs__contains=fold(piece))
        elif len(phrase) > 1:
            condition &= in_a_row(phrase)
    return condition


def in_a_row(words: list[Word]) -> Q:
    row = f" {' '.join(word.text for word in words)}{' ' * words[-1].is_whole}"
    columns = [Q(**{f"search_text__{column}__contains": row}) for column in WEIGHTS]
    return columns[0] | columns[1] | columns[2]


def in_order(
    articles: QuerySet, text: str, most: int, side: Side = older, place: Cursor | None = None
) -> list[Row]:
    """Return a row of each of `articles` with all of `text`: the first `most` on a side of `place`.

    The first are read without any index: what stands everywhere is found there. Else, where there
    are many hits, the articles are looked through until there are enough: to collect all hits
    would take longer with every article. A sign is in no index: alone, and beside words that are
    everywhere, it is looked for among the first.
    """
    if most <= FIRST / 4:
        keys = [pk for pk, *_ in rows_of(side(articles, place)[:FIRST])]
        near = articles.model.objects.filter(in_texts(text), pk__in=keys)
        found = rows_of(side(near, None)[:most])
        if len(found) >= most or len(keys) < FIRST:
            return found
    places = in_places(text)
    # A sign is looked for in the texts themselves.
    windows = WINDOWS if all(map(read, search_words(text))) else WINDOWS[:2]
    is_postgresql = connection.vendor == "postgresql"
    if not asked(text):
        keys = side(articles, place).values("pk")[: WINDOWS[0]]
    elif is_postgresql and not places:
        # It collects all of them in a moment, but not what they say at `places`.
        keys = hits(text)
    else:
        if is_postgresql:
            # Many phrases stand in the very first: then all hits are not even counted.
            found, is_done = looked_through(articles, text, most, side, place, WINDOWS[:1])
            if is_done:
                return found
        keys = few_hits(text)
        if keys is None:
            is_last = not is_postgresql or windows is not WINDOWS
            windows = windows if is_last else WINDOWS[:2]
            found, is_done = looked_through(articles, text, most, side, place, windows)
            if is_done or is_last:
                return found
            # All other phrases are found sooner in one piece.
            keys = hits(text)
    return rows_of(side(articles.with_keys(keys).filter(places), place)[:most])


def looked_through(
    articles: QuerySet, text: str, most: int, side: Side, place: Cursor | None, windows: list[int]
) -> tuple[list[Row], bool]:
    """Return what is found in these windows, and whether there is nothing more to look for."""
    found, places = [], in_places(text)
    for size in windows:
        rows = rows_of(side(articles, place)[:size])
        keys = hits_among(text, [pk for pk, *_ in rows]) if rows else set()
        if places and keys:
            with_places = articles.with_keys(keys).filter(places).order_by()
            keys = {*with_places.values_list("pk", flat=True)}
        # The articles from a place on begin with its own.
        found += [row for row in rows if row[0] in keys and row not in found[-1:]]
        if len(found) >= most or len(rows) < size:
            return found[:most], True
        last, *_, at = rows[-1]
        # SQLite has no zones: what it keeps is UTC.
        place = Cursor(at if at.tzinfo else at.replace(tzinfo=UTC), last)
    return found, False


def rows_of(articles: QuerySet) -> list[Row]:
    try:
        sql, params = articles.values_list(*ROW).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def score(text: str):
    """Return the expression by which articles are ranked: where each word stands best.

    Asked of few articles, so the columns are read and not the index.
    """
    total = Value(0)
    for word in asked(text)[:MAX_WORDS]:
        places = [
            When(**{f"search_text__{column}__contains": row}, then=Value(weight * quarters))
            for column, weight in WEIGHTS.items()
            for row, quarters in [(f" {word.text} ", 4), (f" {word.text}", 3)]
        ]
        # What is nowhere else begins a word of the text.
        total += Case(*places[:-1], default=places[-1].result)
    return total
