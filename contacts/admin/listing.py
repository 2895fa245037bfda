"""The list of inquiries: what waits for an answer, the nearest deadline first."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import F, Q
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import office_time
from ijmsite.staff.filters import LanguageFilter, WhereItStandsFilter, where
from ijmsite.staff.searching import SearchedInPartsMixin
from ijmsite.web.starts import NextWords, Start

from .. import spam
from ..models import Inquiry
from ..models.inquiries import BY_URGENCY
from ..times import time_left_in_words

Status = Inquiry.Status
SOON, URGENT = timedelta(days=1), timedelta(hours=2)
BEGINNING = 140  # characters of a message, enough to judge most spam by


class InquiryFilter(WhereItStandsFilter):
    WAITING = ["waiting", "mine", "unclaimed", "help"]
    table = [
        ("waiting", _("Waits for an answer"), lambda rows, request: rows.open()),
        ("mine", _("Mine to answer"), lambda rows, request: rows.open().filter(owner=request.user)),
        ("unclaimed", _("Nobody’s yet"), lambda rows, request: rows.open().filter(owner=None)),
        ("help", _("Perhaps calls for help"), lambda rows, request: rows.calls_for_help()),
        ("answered", _("Answered"), lambda rows, request: rows.filter(status=Status.ANSWERED)),
        (
            "closed",
            _("Closed without an answer"),
            lambda rows, request: rows.filter(status=Status.CLOSED),
        ),
        ("suspected", _("Put aside: perhaps spam"), lambda rows, request: rows.suspected()),
        ("spam", _("Spam"), lambda rows, request: rows.filter(status=Status.SPAM)),
        ("all", _("All"), lambda rows, request: rows),
    ]


def urgency(inquiry):
    """Return how urgent an inquiry is, as a word for CSS."""
    left = inquiry.time_left
    if left is None:
        return "none"
    if left < timedelta():
        return "overdue"
    return "urgent" if left <= URGENT else "soon" if left <= SOON else "calm"


def time_left(inquiry):
    """Return how long an inquiry can wait, in words and a class for their color."""
    said = capfirst(time_left_in_words(inquiry.deadline))
    return format_html('<span class="time-left time-left--{}">{}</span>', urgency(inquiry), said)


class ListingMixin(SearchedInPartsMixin):
    """What the list shows, in which order, and how it is narrowed."""

    list_display = ["left", "shown_reference", "who", "topic", "shown_owner"]
    # Of what was put aside: enough to judge it without opening it.
    suspects_display = ["shown_reference", "who", "beginning", "why"]
    list_display_links = ["shown_reference"]
    list_filter = [InquiryFilter, "topic", LanguageFilter]
    list_select_related = ["owner"]
    # What an index has in this order.
    sortable_by = ["left", "shown_reference", "who"]
    search_fields = ["reference", "name", "outlet", "email", "article_headline"]
    at_once = [
        Start("name"),
        NextWords("name"),
        Start("outlet"),
        NextWords("outlet"),
        Start("email"),
    ]
    search_help_text = _(
        "Older ones are found at once by the whole reference, and by how a name, a family name, an "
        "outlet or an address begins."
    )

    def known_at_once(self, text):
        return super().known_at_once(text) | Q(reference=text.upper())

    def get_list_display(self, request):
        is_judged = where(request) in ("suspected", Status.SPAM)
        return self.suspects_display if is_judged else self.list_display

    def get_ordering(self, request):
        if where(request) in InquiryFilter.WAITING:
            return BY_URGENCY
        return self.opts.ordering

    @admin.display(description=_("time left"), ordering=F("deadline").asc(nulls_last=True))
    def left(self, inquiry):
        return time_left(inquiry) if inquiry.is_open else inquiry.get_status_display()

    # Sorted by what tells more than the letters of a reference; as an expression, so that no arrow
    # stands there where it is only what decides last.
    @admin.display(description=_("reference, received"), ordering=F("received_at"))
    def shown_reference(self, inquiry):
        flag = ""
        if inquiry.is_call_for_help:
            words = gettext("Perhaps a call for help")
            flag = format_html(' <strong class="help-flag">{}</strong>', words)
        received = inquiry.received_at
        return format_html(
            '<span class="reference">{}</span>{} <time class="quiet" datetime="{}">{}</time>',
            inquiry.reference,
            flag,
            received.isoformat(),
            office_time(received),
        )

    @admin.display(description=_("who asks"), ordering="outlet")
    def who(self, inquiry):
        if not inquiry.outlet:
            return format_html("<bdi>{}</bdi>", inquiry.name)
        return format_html(
            '<bdi>{}</bdi> <span class="quiet"><bdi>{}</bdi></span>', inquiry.outlet, inquiry.name
        )

    @admin.display(description=_("message"))
    def beginning(self, inquiry):
        return format_html("<bdi>{}</bdi>", Truncator(inquiry.message).chars(BEGINNING))

    @admin.display(description=_("why"))
    def why(self, inquiry):
        return "; ".join(spam.in_words(inquiry.reasons))

    @admin.display(description=_("owner"))
    def shown_owner(self, inquiry):
        return inquiry.owner or _("nobody yet")
