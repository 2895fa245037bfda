"""One inquiry on one page: who asks what, whose it is, what happened, and what to do next."""

from urllib.parse import quote
from zoneinfo import ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ijmsite.pages.models import HelpLine
from ijmsite.staff.desk import office_time_in_words

from .. import spam
from ..story import story
from .listing import time_left


def mailto(inquiry):
    """Return the address that opens the reader's own mail program for an answer."""
    # Nothing of what was typed can add a header.
    address = quote(inquiry.email, safe="@")
    return f"mailto:{address}?subject={quote(f'{settings.ORG_NAME}: {inquiry.reference}')}"


def tel(inquiry):
    return f"tel:{quote(inquiry.phone, safe='+')}"


def article_of(inquiry):
    """Return where the article stands, or "" for whatever would lead to another site."""
    path = inquiry.article_path
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def journalists_deadline(inquiry):
    """Return the deadline by the journalist's clock, or None, as for a zone that is not known."""
    try:
        return inquiry.local_deadline
    except (ZoneInfoNotFoundError, ValueError):
        return None


class PageMixin:
    change_template = "admin/contacts/inquiry/change_form.html"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show an inquiry. Nothing of it can be typed over: each step has a page of its own."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        inquiry = self.get_object(request, unquote(object_id))
        if inquiry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "original": inquiry,
            "title": capfirst(self.opts.verbose_name),
            "subtitle": inquiry.reference,
            "may_delete": self.has_delete_permission(request, inquiry),
            **self.inquiry_context(request, inquiry),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.change_template, context)

    def inquiry_context(self, request, inquiry):
        languages = dict(settings.LANGUAGES)
        received = inquiry.received_at
        return {
            "inquiry": inquiry,
            "left": time_left(inquiry) if inquiry.is_open else "",
            "received": office_time_in_words(received),
            "deadline": inquiry.deadline and office_time_in_words(inquiry.deadline),
            "journalists_deadline": journalists_deadline(inquiry),
            "mailto": mailto(inquiry),
            "tel": tel(inquiry),
            "article": article_of(inquiry),
            "language": languages.get(inquiry.language, inquiry.language),
            "reasons": spam.in_words(inquiry.reasons),
            "help_lines": HelpLine.objects.all() if inquiry.is_call_for_help else (),
            "steps": self.steps_possible(request, inquiry),
            "story": story(inquiry),
            "no_outlet": _("not said"),
        }
