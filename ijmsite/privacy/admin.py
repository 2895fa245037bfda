from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import RecordAdmin, time_column

from .models import Consent, Wording, hash_address


@admin.register(Consent)
class ConsentAdmin(RecordAdmin):
    list_display = ["given", "wording", "form"]
    list_filter = ["wording__purpose", "given_at"]
    list_select_related = ["wording"]
    search_fields = ["address_hash"]
    search_help_text = _("A whole email address: the ledger knows addresses by their hash only.")
    fields = ["given", "wording", "words", "form", "address_hash"]
    readonly_fields = ["given", "words"]
    given = time_column("given_at", _("given"))

    def get_search_results(self, request, queryset, search_term):
        if "@" in search_term:
            return queryset.filter(address_hash=hash_address(search_term.strip())), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("the words beside the box"))
    def words(self, consent):
        return consent.wording.text


@admin.register(Wording)
class WordingAdmin(RecordAdmin):
    list_display = ["purpose", "version", "language"]
    list_filter = ["purpose", "language"]
    fields = ["purpose", "version", "language", "text", "text_hash"]
