from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .articles import Article


class Redirect(models.Model):
    """A former address of an article, for ever.

    It names the article and not another address: one hop whatever happens later, and no loops.
    """

    path = models.CharField(
        _("former address"),
        max_length=500,
        unique=True,
        help_text=_("A path such as /news/old-address/, without /fr."),
    )
    article = models.ForeignKey(
        Article, models.CASCADE, verbose_name=_("article"), related_name="former_addresses"
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    # A deleted article takes its addresses along: from here they come back with it.
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["path"]

    def __str__(self):
        return self.path
