from .addresses import Redirect
from .articles import SURVIVOR_QUESTIONS, Article, ArticlePhoto, Correction, Topic
from .reading import ReadingLink, Review
from .search import SearchText

__all__ = [
    "SURVIVOR_QUESTIONS",
    "Article",
    "ArticlePhoto",
    "Correction",
    "ReadingLink",
    "Redirect",
    "Review",
    "SearchText",
    "Topic",
]
