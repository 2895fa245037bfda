"""By what articles are found among many thousands: each question in order has an index for it.

SQLite uses an index on a status only when the index carries the condition.
"""

from django.db.models import Index, Q

NEWEST = ["-publish_at", "-id"]
PUBLISHED = Q(status="published")

INDEXES = [
    # The desk's lists, of all and of one state. An index on every state would be taken for the
    # published ones too, in place of those below. That of all has what filters ask of a row.
    Index(fields=[*NEWEST, "translation_of", "language"], name="article_newest"),
    Index(fields=["headline", "id"], name="article_by_headline"),
    *(
        Index(fields=NEWEST, condition=Q(status=status), name=f"article_{status}_newest")
        for status in ["draft", "in_review", "withdrawn"]
    ),
    # What was planned and is late.
    Index(
        fields=[*NEWEST, "status", "imported_from"],
        condition=Q(imported_from="") & ~PUBLISHED,
        name="article_planned",
    ),
    # Readers' lists. They hold all that is asked of a row, so that no text is read to leave an
    # article out.
    Index(
        fields=[*NEWEST, "unpublish_at", "language", "translation_of"],
        condition=PUBLISHED,
        name="article_published_newest",
    ),
    Index(
        fields=["language", *NEWEST, "unpublish_at"],
        condition=PUBLISHED,
        name="article_published_language",
    ),
    # What changes by itself next, see `news.content`.
    Index(
        fields=["unpublish_at"],
        condition=PUBLISHED & Q(unpublish_at__isnull=False),
        name="article_ends",
    ),
    # Feeds have what was corrected lately, in one language.
    Index(
        fields=["language", "-revised_at", "-id"],
        condition=PUBLISHED & Q(revised_at__isnull=False),
        name="article_revised",
    ),
]
