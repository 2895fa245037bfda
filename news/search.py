"""Finding articles by what readers type: SQLite and PostgreSQL give the same answer.

Words are told apart and folded here, for the index and for the question alike. An engine only
says in which articles a word stands, or one that begins with it.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from ijmsite.web.marks import normalized

MAX_LENGTH = 100
MAX_WORDS = 5
# A phrase has several words, and one letter can be taken apart into some.
MAX_ASKED = 20
# The newest are ranked; nobody reads on after so many.
MAX_FOUND = 1_000
# A shorter word is found as a whole word only.
PREFIX_FROM = 3
# What a word counts, by where it stands; one that only begins with it counts three quarters.
WEIGHTS = {"headline": 8, "lead": 4, "body": 1}

WORD = re.compile(r"[^\W_]+")
PIECE = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S+)')
# In "l'école" and "women's" the word is what is looked for.
ELISION = re.compile(r"\b(?:qu|\w)['’](?=\w)|['’]s\b", re.IGNORECASE)
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Return `text` in lower case and without accents."""
    if text.isascii():
        return text.lower()
    apart = normalized("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(LETTERS)


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


def hits(words: list[Word]) -> RawSQL:
    """Return the keys of the articles with all of `words`."""
    if connection.vendor == "postgresql":
        letters = [column[0] for column in WEIGHTS]
        each = [
            " | ".join(f"'{letter}{w.text}'{'' if w.is_whole else ':*'}" for letter in letters)
            for w in words
        ]
        query = " & ".join(f"({any_column})" for any_column in each)
        sql = "SELECT article_id FROM news_searchtext WHERE words @@ %s::tsquery"
    else:
        query = " AND ".join(f'"{w.text}"{"" if w.is_whole else "*"}' for w in words)
        sql = "SELECT rowid FROM news_searchtext_words WHERE news_searchtext_words MATCH %s"
    return RawSQL(sql, [query])  # noqa: S611 (the words are a parameter)


def matches(text: str) -> Q:
    """Return the condition that an article contains all that `text` asks for."""
    words = asked(text)
    condition = Q(pk__in=hits(words)) if words else Q()
    for piece in search_words(text):
        phrase = read(piece)
        if not phrase:
            condition &= Q(search_text__signs__contains=fold(piece))
        elif len(phrase) > 1:
            row = f" {' '.join(word.text for word in phrase)}{' ' * phrase[-1].is_whole}"
            columns = [Q(**{f"search_text__{column}__contains": row}) for column in WEIGHTS]
            condition &= columns[0] | columns[1] | columns[2]
    return condition


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
