from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin, time_column
from ijmsite.staff.filters import TableFilter

from ..models import Breach

# Which dates cannot come before which, as a reader of the record would expect.
IN_ORDER = [
    ("began_on", "ended_on", _("It cannot have ended before it began.")),
    ("began_on", "found_on", _("Nobody can find out before it happened.")),
    ("found_on", "reported_on", _("This is before we found out.")),
    ("found_on", "notified_on", _("This is before we found out.")),
]
# Sensitivity times probability: from 4 on, the product speaks for a real risk. It is a hint only.
SPEAKS_FOR_RISK = 4


class BreachForm(forms.ModelForm):
    def clean(self):
        data = super().clean()
        today = timezone.localdate()
        for name in ["began_on", "ended_on", "found_on", "reported_on", "notified_on"]:
            if data.get(name) and data[name] > today:
                self.add_error(name, _("This day lies in the future."))
        for earlier, later, words in IN_ORDER:
            if data.get(earlier) and data.get(later) and data[later] < data[earlier]:
                self.add_error(later, words)
        return data


class ReportingFilter(TableFilter):
    title = _("report")
    parameter_name = "reporting"
    table = [
        ("missing", _("To be reported"), lambda rows, request: rows.to_report()),
        ("untold", _("People to be told"), lambda rows, request: rows.to_notify()),
    ]


@admin.register(Breach)
class BreachAdmin(DeskAdmin):
    """The record of every breach, and the worksheet for judging it."""

    form = BreachForm
    list_display = ["found_on", "data_in_short", "risk", "next_step"]
    list_filter = [ReportingFilter, "is_real_risk", "found_on"]
    fieldsets = [
        (
            _("What happened"),
            {"fields": ["began_on", "ended_on", "found_on", "circumstances", "data", "people"]},
        ),
        (
            _("How serious it is"),
            {
                "fields": ["sensitivity", "probability", "hint", "is_real_risk", "reasoning"],
                "description": _(
                    "Think of what could happen to the people concerned: humiliation, damage to "
                    "reputation or relationships, identity theft, loss of money or work, danger. "
                    "Data of somebody who sought help, or who has survived trafficking, is always "
                    "highly sensitive. Misuse is more probable where somebody took the data on "
                    "purpose, where many people could see it, where it was not encrypted, and "
                    "where it has not come back."
                ),
            },
        ),
        (
            _("What we did"),
            {
                "fields": ["measures", "reported_on", "notified_on"],
                "description": _(
                    "Where there is a real risk of significant harm, the Privacy Commissioner of "
                    "Canada has a report and the people concerned are told, both as soon as "
                    "feasible. The record itself is kept for at least two years."
                ),
            },
        ),
        (_("This record"), {"fields": ["entered_by", "entered"]}),
    ]
    readonly_fields = ["hint", "entered_by", "entered"]
    entered = time_column("entered_at", _("entered"))

    class Media:
        css = {"all": ["admin_desk/narrow-lists.css", "admin_desk/received.css"]}

    def has_delete_permission(self, request, obj=None):
        # Breach of Security Safeguards Regulations, SOR/2018-64, s. 6: kept for 24 months.
        return False

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.fieldsets[:-1]

    @admin.display(description=_("which data"), ordering="data")
    def data_in_short(self, breach):
        return breach.data[:140]

    @admin.display(description=_("risk"), ordering="is_real_risk")
    def risk(self, breach):
        return _("Real risk of significant harm") if breach.is_real_risk else _("No real risk")

    @admin.display(description=_("next step"))
    def next_step(self, breach):
        if not breach.is_real_risk:
            return "–"
        missing = []
        if breach.reported_on is None:
            missing.append(gettext("Report it to the Privacy Commissioner"))
        if breach.notified_on is None:
            missing.append(gettext("Tell the people concerned"))
        if not missing:
            return pgettext("of a breach", "Reported, and people told")
        return format_html(
            '<span class="time-left time-left--urgent">{}</span>', ". ".join(missing) + "."
        )

    @admin.display(description=_("what this suggests"))
    def hint(self, breach):
        if not breach.pk:
            return _("Multiply the two, low as 1 and high as 3: from 4 on, a real risk is likely.")
        product = breach.sensitivity * breach.probability
        if product >= SPEAKS_FOR_RISK:
            words = gettext("%(a)s × %(b)s = %(product)s: a real risk is likely.")
        else:
            words = gettext("%(a)s × %(b)s = %(product)s: a real risk is less likely.")
        return words % {"a": breach.sensitivity, "b": breach.probability, "product": product}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.entered_by = str(request.user)[:160]
        super().save_model(request, obj, form, change)
        if obj.is_real_risk and (obj.reported_on is None or obj.notified_on is None):
            said = _(
                "As there is a real risk: report it to the Office of the Privacy Commissioner of "
                "Canada, and tell the people concerned, as soon as feasible. Then enter the days "
                "here."
            )
            self.message_user(request, said, messages.WARNING)
