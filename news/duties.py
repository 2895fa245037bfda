"""What the staff do with articles, and where they find them."""

from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import EVERYTHING, NEWS_DESK, PR_LEAD, WRITER, FirstStep, Tile

from .details import DETAILS

__all__ = ["DETAILS", "ENTRIES", "FIRST_STEPS", "ROLES", "TILES"]

ENTRIES = [(NEWS_DESK, 10, "article"), (NEWS_DESK, 30, "topic")]

ROLES = {
    WRITER: {"article": ["add", "change", "view"], "topic": ["view"]},
    PR_LEAD: {"article": [*EVERYTHING, "publish"], "topic": EVERYTHING},
}

FIRST_STEPS = [
    FirstStep("news.add_article", "admin:news_article_add", _("Write an article"), rank=10)
]

TILES = [
    Tile(
        _("In review"),
        "article",
        lambda articles: articles.filter(status="in_review"),
        "state=in_review",
        rank=10,
    ),
    Tile(
        _("Late: planned for a time that has passed"),
        "article",
        lambda articles: articles.late(),
        "state=late",
        rank=20,
        is_urgent=True,
    ),
    Tile(
        _("Scheduled"),
        "article",
        lambda articles: articles.scheduled(),
        "state=scheduled",
        rank=30,
    ),
    Tile(
        _("Embargoed: journalists can read them"),
        "article",
        lambda articles: articles.embargoed(),
        "state=embargoed",
        rank=40,
    ),
]
