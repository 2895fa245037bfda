from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import ReceivedAdmin
from ijmsite.staff.export import ExportMixin, clock
from ijmsite.staff.steps import KEEP_NOTE

from ..models import Fundraiser
from .correcting import CorrectingMixin
from .figures import FiguresMixin
from .listing import ListingMixin, place
from .page import PageMixin
from .steps import FundraiserStepsMixin


@admin.register(Fundraiser)
class FundraiserAdmin(
    PageMixin,
    FundraiserStepsMixin,
    CorrectingMixin,
    ListingMixin,
    FiguresMixin,
    ExportMixin,
    ReceivedAdmin,
):
    """To whom we promised a first word, and how far each of them is."""

    actions = ["export_chosen"]
    export_columns = {
        _("number"): lambda fundraiser: fundraiser.pk,
        _("signed up"): lambda fundraiser: clock(fundraiser.signed_up_at),
        _("place on the path"): place,
        _("name"): lambda fundraiser: fundraiser.name,
        _("email"): lambda fundraiser: fundraiser.email,
        _("idea"): lambda fundraiser: fundraiser.get_idea_display(),
        _("date of the event"): lambda fundraiser: fundraiser.event_date,
        _("city or town"): lambda fundraiser: fundraiser.city,
        _("language"): lambda fundraiser: fundraiser.language,
        _("in touch by"): lambda fundraiser: fundraiser.contact_by,
        _("contacted"): lambda fundraiser: clock(fundraiser.contacted_at),
        _("event planned"): lambda fundraiser: clock(fundraiser.planned_at),
        _("event held"): lambda fundraiser: clock(fundraiser.held_at),
        _("thanked"): lambda fundraiser: clock(fundraiser.thanked_at),
    }

    class Media:
        css = {"all": ["admin_desk/narrow-lists.css", "admin_desk/received.css"]}
        js = [KEEP_NOTE]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("welcome")
