"""The form with which staff write, publish and correct an article."""

from news.models import SURVIVOR_QUESTIONS

from .article import ArticleForm
from .publication import NEEDS_PUBLISHER

__all__ = ["NEEDS_PUBLISHER", "SURVIVOR_QUESTIONS", "ArticleForm"]
