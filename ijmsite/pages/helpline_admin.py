from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin
from ijmsite.staff.filters import TableFilter
from ijmsite.web.fields import SingleLineField

from .models import HelpLine
from .phones import dial_uri


class ReviewFilter(TableFilter):
    title = _("review of the number")
    parameter_name = "review"
    table = [("overdue", _("To be called again"), lambda rows, request: rows.overdue())]


TEXTS = ["country", "country_fr", "name", "name_fr", "hours", "hours_fr", "phone"]


class HelpLineForm(forms.ModelForm):
    class Meta:
        field_classes = dict.fromkeys(TEXTS, SingleLineField)

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone and not dial_uri(phone):
            raise ValidationError(
                _("This is no number that can be dialed. Please use digits, such as 1-833-900-1010")
            )
        return phone


@admin.register(HelpLine)
class HelpLineAdmin(DeskAdmin):
    form = HelpLineForm
    list_display = ["country", "name", "phone", "review", "order"]
    list_display_links = ["country", "name"]
    list_filter = [ReviewFilter]
    search_fields = ["country", "country_fr", "name", "name_fr"]
    fieldsets = [
        (_("English"), {"fields": ["country", "name", "hours"]}),
        (_("French"), {"fields": ["country_fr", "name_fr", "hours_fr"]}),
        (_("How it is reached"), {"fields": ["phone", "web"]}),
        (
            _("Upkeep"),
            {
                "fields": ["review_by", "order"],
                "description": _(
                    "Before this day, call the number, ask for the hours and languages, and set "
                    "the next day. Readers see an overdue line still: better than none."
                ),
            },
        ),
    ]

    def get_form(self, request, obj=None, **kwargs):
        dialed = _("As it is dialed within the country, such as 1-833-900-1010.")
        return super().get_form(request, obj, help_texts={"phone": dialed}, **kwargs)

    @admin.display(description=_("review by"), ordering="review_by")
    def review(self, line):
        day = date_format(line.review_by)
        return (
            gettext("Call it again: was due on %(day)s") % {"day": day} if line.is_overdue else day
        )
