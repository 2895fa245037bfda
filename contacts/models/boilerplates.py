from django.db import models
from django.utils.translation import gettext_lazy as _

from ijmsite.web.language import in_language, language_said


class Boilerplate(models.Model):
    """Who we are, in as many words as a journalist has room for."""

    class Words(models.IntegerChoices):
        FIFTY = 50, _("about 50 words")
        HUNDRED = 100, _("about 100 words")
        TWO_HUNDRED = 200, _("about 200 words")

    words = models.PositiveSmallIntegerField(_("length"), choices=Words, unique=True)
    text = models.TextField(_("text"), max_length=2500)
    text_fr = models.TextField(_("text in French"), max_length=2500)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("boilerplate")
        verbose_name_plural = _("boilerplates")
        ordering = ["words"]

    def __str__(self):
        return self.get_words_display()

    local_text = in_language("text")
    text_language = language_said("text")
