"""What readers see of the news, and when it changes by itself: see `ijmsite.web.content`."""

from .models import Article, ArticlePhoto, Correction, Redirect, Topic

MODELS = [Article, ArticlePhoto, Correction, Redirect, Topic]


def next_moments(now):
    try:
        from .moments import next_moments as told
    except ImportError:
        return []
    return told(now)
