from .addresses import Redirect
from .articles import Article, ArticlePhoto, Correction, Topic
from .reading import ReadingLink, Review

__all__ = [
    "Article",
    "ArticlePhoto",
    "Correction",
    "ReadingLink",
    "Redirect",
    "Review",
    "Topic",
]
