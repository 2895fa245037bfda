"""What a search finds, and in which order, whatever language its page would choose."""

from news.search import search_words


def search(articles, text, language=""):
    """Return those of `articles` that contain every word of `text`, the best first."""
    if not search_words(text):
        return articles
    keys, _is_cut = articles.found(text, language)
    return articles.ranked(keys, text, language)
