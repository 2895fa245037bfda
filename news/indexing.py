"""What is searched of an article: the words that readers read, without its pictures' captions."""

from .blocks import read
from .models import Article, SearchText
from .search import fold, words_of


def index_text(article: Article) -> None:
    """Note the words of `article` for the search, whatever its state; it finds public ones only.

    To be called in the transaction that saves `article`, after its topics.
    """
    SearchText.objects.update_or_create(article=article, defaults=columns(article))


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
