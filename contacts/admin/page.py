"""One inquiry on one page: who asks what, whose it is, what happened, and what to do next."""

import re
from urllib.parse import quote

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ijmsite.pages.models import HelpLine
from ijmsite.pages.phones import dial_uri
from ijmsite.staff.desk import ShownMixin, office_time, office_time_in_words

from .. import spam
from ..story import story
from ..times import zone_in_words
from .listing import time_left

EXTENSION = re.compile(r"[;,]? *(?:ext|x|poste|#)", re.IGNORECASE)


def mailto(inquiry):
    """Return the address that opens the reader's own mail program for an answer."""
    # Nothing of what was typed can add a header.
    address = quote(inquiry.email, safe="@")
    # Somebody else may read the answer to a call for help: our name does not stand over it.
    if inquiry.is_call_for_help:
        return f"mailto:{address}"
    return f"mailto:{address}?subject={quote(f'{settings.ORG_NAME}: {inquiry.reference}')}"


def tel(inquiry):
    """Return the address that dials the number without its extension, or "" where it is none."""
    number = EXTENSION.split(inquiry.phone)[0].strip()
    # A short one, such as 911, is nobody's who asks us.
    return dial_uri(number) if sum(c.isdigit() for c in number) >= 7 else ""


def article_of(inquiry):
    """Return where the article stands, or "" for whatever would lead to another site."""
    path = inquiry.article_path
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


class PageMixin(ShownMixin):
    change_template = "admin/contacts/inquiry/change_form.html"

    def shown_context(self, request, inquiry):
        languages = dict(settings.LANGUAGES)
        offers = self.offers(request, inquiry)
        # How long it is until then matters to nobody when it is settled.
        said = office_time_in_words if inquiry.is_open else office_time
        return {
            "title": capfirst(self.opts.verbose_name),
            "subtitle": inquiry.reference,
            "may_delete": self.has_delete_permission(request, inquiry),
            "inquiry": inquiry,
            "left": time_left(inquiry) if inquiry.is_open else "",
            "received": office_time_in_words(inquiry.received_at),
            "deadline": inquiry.deadline and said(inquiry.deadline),
            "journalists_deadline": inquiry.local_deadline,
            "journalists_zone": zone_in_words(inquiry.zone),
            "mailto": mailto(inquiry),
            "tel": tel(inquiry),
            "article": article_of(inquiry),
            "language": languages.get(inquiry.language, inquiry.language),
            "reasons": spam.in_words(inquiry.reasons),
            "help_lines": HelpLine.objects.all() if inquiry.is_call_for_help else (),
            "first_offers": [offer for offer in offers if not offer.is_quiet],
            "offers": [offer for offer in offers if offer.is_quiet],
            "story": story(inquiry),
            "no_outlet": _("not said"),
        }
