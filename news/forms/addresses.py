from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from news.addresses import former_owner, is_a_page
from news.models import Article


def refuse_taken(slug: str, article: Article) -> None:
    """Refuse the address of another page, or one at which readers look for another article."""
    if is_a_page(slug):
        raise ValidationError(_("Another page of this site has this address. Please change it."))
    if owner := former_owner(slug, besides=article):
        raise ValidationError(
            _("Readers still find “%(headline)s” at this address. Please choose another one."),
            params={"headline": owner},
        )
