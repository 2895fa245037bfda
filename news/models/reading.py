from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from ijmsite.web.tokens import TokenModel

from .articles import Article

LONGEST = timedelta(days=14)


class Seconds(models.Func):
    """A time in whole seconds, by what each engine can do itself, without Django as well."""

    output_field = models.BigIntegerField()
    template = "CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS BIGINT)"

    def as_sqlite(self, compiler, connection, **context):
        # Two per cent signs are left for the parameters of the statement.
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


class ReadingLink(TokenModel):
    """A personal link with which a named person reads an article that is not public."""

    class Purpose(models.TextChoices):
        PREVIEW = "preview", _("Preview: reads the draft")
        APPROVAL = "approval", _("Approval: approves it, or asks for changes")
        EMBARGO = "embargo", _("Embargo: accepts the terms, then reads it before the others")

    article = models.ForeignKey(
        Article, models.CASCADE, verbose_name=_("article"), related_name="reading_links"
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    reader_name = models.CharField(_("reader"), max_length=120)
    reader_email = models.EmailField(_("reader's email"), blank=True)
    # None: the link follows the article; else it shows this revision for as long as it lives.
    revision = models.ForeignKey(
        "news.HistoricalArticle", models.CASCADE, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    opens = models.PositiveIntegerField(_("opened"), default=0, editable=False)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, editable=False)
    terms_accepted_at = models.DateTimeField(_("terms accepted"), null=True, editable=False)

    class Meta:
        verbose_name = _("reading link")
        verbose_name_plural = _("reading links")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__isnull=False), name="reading_link_expires"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    Seconds("expires_at") - Seconds("created_at"),
                    int(LONGEST.total_seconds()),
                ),
                name="reading_link_ends_in_time",
            ),
        ]

    def __str__(self):
        return self.reader_name


class Review(models.Model):
    """What a reviewer said about one text; it says nothing about any other text."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Asks for changes")

    link = models.ForeignKey(ReadingLink, models.CASCADE, related_name="reviews")
    decision = models.CharField(_("decision"), max_length=20, choices=Decision)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    # `Article.fingerprint` of the text that was read: an edit voids the review.
    fingerprint = models.CharField(max_length=64, editable=False)
    revision = models.ForeignKey(
        "news.HistoricalArticle", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    given_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-given_at", "-id"]

    def __str__(self):
        return f"{self.link.reader_name}: {self.get_decision_display()}"
