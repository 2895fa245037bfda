"""The news desk: one file for each thing that staff do with an article."""

from .article import ArticleAdmin
from .topic import TopicAdmin

__all__ = ["ArticleAdmin", "TopicAdmin"]
