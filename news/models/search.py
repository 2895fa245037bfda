from django.db import models

from .articles import Article


class SearchText(models.Model):
    """The words of an article as they are searched: folded, with one space around each.

    `news.indexing` writes it. Beside it, made by migration 0004, stand the full-text indexes:
    on SQLite the table `news_searchtext_words` with its triggers, which a later migration that
    alters this table has to make again; on PostgreSQL the generated column `words`.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="search_text"
    )
    headline = models.TextField()
    # The standfirst and the names of the topics in both languages.
    lead = models.TextField()
    # Without the captions of photos: their words must end with a consent.
    body = models.TextField()
    # The pieces of all of these that have signs, for who looks for "&".
    signs = models.TextField()

    def __str__(self):
        return self.headline.strip()
