"""The form with which staff write, publish and correct an article."""

from .addresses import free_slug
from .article import SURVIVOR_QUESTIONS, ArticleForm
from .publication import NEEDS_PUBLISHER

__all__ = ["NEEDS_PUBLISHER", "SURVIVOR_QUESTIONS", "ArticleForm", "free_slug"]
