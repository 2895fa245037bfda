from django.conf import settings
from django.contrib import admin
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import ReceivedAdmin, time_column, typed_column
from ijmsite.web.fields import AddressField, SingleLineField

from .models import Fundraiser


class CorrectionForm(ModelForm):
    """What supporters correct by phone; the rest stays as they typed it."""

    email = AddressField(
        label=_("Email"),
        max_length=254,
        help_text=_("A consent stays with the address for which it was given."),
    )
    city = SingleLineField(label=_("City or town"), max_length=120, required=False)

    class Meta:
        model = Fundraiser
        fields = ["email", "event_date", "city"]


@admin.register(Fundraiser)
class FundraiserAdmin(ReceivedAdmin):
    form = CorrectionForm
    list_display = ["name_typed", "idea", "event_date", "city_typed", "signed_up", "contact_by"]
    list_filter = ["idea", "signed_up_at", "event_date"]
    search_fields = ["name", "email", "city"]
    fieldsets = [
        (None, {"fields": ["name_typed", "signed_up", "contact_by"]}),
        (_("The fundraiser"), {"fields": ["idea", "event_date", "city"]}),
        (_("How to reach them"), {"fields": ["email", "language_in_words"]}),
    ]
    readonly_fields = ["name_typed", "signed_up", "contact_by", "idea", "language_in_words"]
    name_typed = typed_column("name", _("name"))
    city_typed = typed_column("city", _("city or town"))
    signed_up = time_column("signed_up_at", _("signed up"))

    @admin.display(description=_("language"))
    def language_in_words(self, fundraiser):
        return dict(settings.LANGUAGES).get(fundraiser.language, fundraiser.language)
