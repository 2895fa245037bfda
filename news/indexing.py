"""What is searched of an article: the words that readers read, without its pictures' captions."""

from collections.abc import Callable, Iterable

from django.db import transaction

from .blocks import read
from .models import Article, SearchText
from .search import fold, words_of

STEP = 200


def index_text(article: Article) -> None:
    """Note the words of `article` for the search, whatever its state; it finds public ones only.

    To be called in the transaction that saves `article`, after its topics.
    """
    write_search_texts([article])


def index_texts(keys: list[int], tell: Callable[[int], None] = lambda done: None) -> None:
    """Note the words of many articles anew, some hundred at a time; `tell` hears how many."""
    for start in range(0, len(keys), STEP):
        step = keys[start : start + STEP]
        with transaction.atomic():
            # Nobody saves one of them meanwhile, whose new words would then be lost.
            rows = Article.objects.select_for_update().filter(pk__in=step).order_by("pk")
            write_search_texts(rows.prefetch_related("topics"))
        tell(start + len(step))


def write_search_texts(articles: Iterable[Article]) -> None:
    SearchText.objects.bulk_create(
        [SearchText(article=article, **columns(article)) for article in articles],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["headline", "lead", "body", "signs"],
    )


def columns(article: Article) -> dict[str, str]:
    names = [name for topic in article.topics.all() for name in (topic.name, topic.name_fr)]
    texts = {
        "headline": article.headline,
        "lead": " ".join([article.standfirst, *names]),
        "body": plain_text(article),
    }
    pieces = fold(" ".join(texts.values())).split()
    signs = " ".join(dict.fromkeys(piece for piece in pieces if not piece.isalnum()))
    return {name: f" {' '.join(words_of(text))} " for name, text in texts.items()} | {
        "signs": signs
    }


def plain_text(article: Article) -> str:
    blocks = [block for block in read(article.body) if not block.within({"figure"})]
    return " ".join(" ".join(block.text for block in blocks).split())
