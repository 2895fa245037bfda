from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import ReceivedAdmin
from ijmsite.staff.export import ExportMixin, ReasonForm, clock
from ijmsite.staff.steps import KEEP_NOTE

from ..models import Inquiry
from .figures import FiguresMixin
from .listing import ListingMixin
from .page import PageMixin
from .several import SeveralMixin, on_several
from .steps import STEPS, InquiryStepsMixin


class InquiryExportForm(ReasonForm):
    with_calls_for_help = forms.BooleanField(
        label=_("Calls for help too, if there are any"),
        required=False,
        help_text=_("Their words are for those who can help, and for nobody else."),
    )


@admin.register(Inquiry)
class InquiryAdmin(
    PageMixin,
    InquiryStepsMixin,
    SeveralMixin,
    ListingMixin,
    FiguresMixin,
    ExportMixin,
    ReceivedAdmin,
):
    """What was typed stays as it was typed; staff say how far they are."""

    actions = [*(on_several(step) for step in STEPS if step.in_list), "export_chosen"]
    export_form = InquiryExportForm
    export_columns = {
        _("reference"): lambda inquiry: inquiry.reference,
        _("received"): lambda inquiry: clock(inquiry.received_at),
        _("status"): lambda inquiry: inquiry.get_status_display(),
        _("name"): lambda inquiry: inquiry.name,
        _("outlet"): lambda inquiry: inquiry.outlet,
        _("email"): lambda inquiry: inquiry.email,
        _("phone"): lambda inquiry: inquiry.phone,
        _("deadline"): lambda inquiry: clock(inquiry.deadline),
        _("time zone"): lambda inquiry: inquiry.zone,
        _("topic"): lambda inquiry: inquiry.get_topic_display(),
        _("language"): lambda inquiry: inquiry.language,
        _("article"): lambda inquiry: inquiry.article_path,
        _("headline of the article"): lambda inquiry: inquiry.article_headline,
        _("message"): lambda inquiry: inquiry.message,
        _("press contact"): lambda inquiry: inquiry.contact or "",
        _("owner"): lambda inquiry: inquiry.owner or "",
        _("answered"): lambda inquiry: clock(inquiry.answered_at),
    }

    class Media:
        css = {"all": ["admin_desk/narrow-lists.css", "admin_desk/received.css"]}
        js = [KEEP_NOTE]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner", "contact")

    def exported(self, queryset, *, with_calls_for_help=False, **data):
        return queryset if with_calls_for_help else queryset.filter(is_call_for_help=False)
