"""The list of sign-ups: to whom to write first, the nearest promised day first."""

from django.contrib import admin
from django.db.models import F
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.filters import LanguageFilter, WhereItStandsFilter, where
from ijmsite.staff.searching import SearchedInPartsMixin
from ijmsite.web import traps
from ijmsite.web.starts import NextWords, Start

from ..services.desk import PLACES, place_of
from ..times import urgency, wait_in_words


class FundraiserFilter(WhereItStandsFilter):
    title = _("place on the path")
    table = [
        ("waiting", _("Waits for a first word"), lambda rows, request: rows.untouched()),
        ("due", _("To write to today, or overdue"), lambda rows, request: rows.due(localdate())),
        ("under-way", _("Under way"), lambda rows, request: rows.under_way()),
        ("coming", _("Event to come"), lambda rows, request: rows.event_coming(localdate())),
        ("to-thank", _("Event over: to thank"), lambda rows, request: rows.to_thank(localdate())),
        ("unreached", _("Guide did not arrive"), lambda rows, request: rows.unreached()),
        ("aside", _("Put aside: perhaps a program"), lambda rows, request: rows.to_judge()),
        ("done", _("Thanked or closed"), lambda rows, request: rows.done()),
        ("all", _("All"), lambda rows, request: rows),
    ]


def waiting(fundraiser):
    """Return how long a first word can wait, in words and a class for their color."""
    today = localdate()
    said = capfirst(wait_in_words(fundraiser.contact_by, today))
    urgent = urgency(fundraiser.contact_by, today)
    return format_html('<span class="time-left time-left--{}">{}</span>', urgent, said)


def place(fundraiser):
    """Return how far somebody has come, in words."""
    if fundraiser.set_aside_at:
        return gettext("Left aside") if fundraiser.closed_at else gettext("Put aside")
    if fundraiser.closed_at:
        return gettext("Closed")
    passed = PLACES.get(place_of(fundraiser), "signed_up_at")
    return capfirst(fundraiser._meta.get_field(passed).verbose_name)


class ListingMixin(SearchedInPartsMixin):
    """What the list shows, in which order, and how it is narrowed."""

    list_display = ["left", "who", "shown_idea", "event", "city_typed"]
    # Of those who have had a first word, too.
    stands_display = ["stands", *list_display[1:]]
    # Of what was put aside: enough to judge it without opening it.
    aside_display = ["who", "shown_idea", "city_typed", "why"]
    list_display_links = ["who"]
    list_filter = [FundraiserFilter, "idea", LanguageFilter]
    list_select_related = ["welcome"]
    # What an index has in this order.
    sortable_by = ["left", "who", "event"]
    search_fields = ["name", "email", "city"]
    at_once = [Start("name"), NextWords("name"), Start("email"), Start("city")]
    search_help_text = _(
        "Older ones are found at once by how a name, a family name, an address or a city begins."
    )
    empty_value_display = ""

    def get_list_display(self, request):
        match where(request):
            case "waiting" | "due":
                return self.list_display
            case "aside":
                return self.aside_display
            case _:
                return self.stands_display

    def get_ordering(self, request):
        match where(request):
            case "waiting" | "due":
                return ["contact_by", "id"]
            case "coming" | "to-thank":
                return [F("event_date").asc(nulls_last=True), "id"]
            case _:
                return self.opts.ordering

    @admin.display(description=_("first word"), ordering=F("contact_by"))
    def left(self, fundraiser):
        return waiting(fundraiser)

    @admin.display(description=_("place on the path"))
    def stands(self, fundraiser):
        if not fundraiser.is_untouched:
            return place(fundraiser)
        return format_html("{} {}", place(fundraiser), waiting(fundraiser))

    @admin.display(description=_("who, number"), ordering=F("signed_up_at"))
    def who(self, fundraiser):
        flag = ""
        if fundraiser.is_unreached:
            words = gettext("The guide did not arrive")
            flag = format_html(' <strong class="help-flag">{}</strong>', words)
        signed_up = fundraiser.signed_up_at
        return format_html(
            '<bdi>{}</bdi>{} <span class="quiet">{}, <time datetime="{}">{}</time></span>',
            fundraiser.name,
            flag,
            fundraiser.pk,
            signed_up.isoformat(),
            format_date(localtime(signed_up), "j M Y"),
        )

    @admin.display(description=_("idea"))
    def shown_idea(self, fundraiser):
        return fundraiser.get_idea_display()

    @admin.display(description=_("event"), ordering="event_date")
    def event(self, fundraiser):
        day = fundraiser.event_date
        return format_date(day, "D j M Y") if day else ""

    @admin.display(description=_("city or town"))
    def city_typed(self, fundraiser):
        return format_html("<bdi>{}</bdi>", fundraiser.city) if fundraiser.city else ""

    @admin.display(description=_("why"))
    def why(self, fundraiser):
        return "; ".join(str(traps.REASONS.get(code, code)) for code in fundraiser.reasons)
