from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import RecordAdmin, time_column

from .models import Consent, Wording, hash_address


@admin.register(Consent)
class ConsentAdmin(RecordAdmin):
    list_display = ["when", "kind", "shown_purpose", "manner", "form", "expires_on"]
    list_filter = ["kind", "purpose", "at"]
    list_select_related = ["wording"]
    search_fields = ["address_hash"]
    search_help_text = _("A whole email address: the ledger knows addresses by their hash only.")
    fields = [
        *("when", "kind", "shown_purpose", "manner", "form", "wording", "words"),
        *("basis", "expires_on", "recorded_by", "recorded", "address_hash"),
    ]
    readonly_fields = ["when", "shown_purpose", "words", "recorded"]
    when = time_column("at", _("when"))
    recorded = time_column("recorded_at", _("entered"))

    def get_search_results(self, request, queryset, search_term):
        if "@" in search_term:
            return queryset.filter(address_hash=hash_address(search_term.strip())), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("the words beside the box"))
    def words(self, consent):
        return consent.wording.text if consent.wording else "–"

    @admin.display(description=_("purpose"), ordering="purpose")
    def shown_purpose(self, consent):
        return consent.purpose or _("everything")


@admin.register(Wording)
class WordingAdmin(RecordAdmin):
    list_display = ["purpose", "version", "language"]
    list_filter = ["purpose", "language"]
    fields = ["purpose", "version", "language", "text", "text_hash"]
