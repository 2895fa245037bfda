from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import RecordAdmin, time_column

from ..models import Receipt
from ..personal import all_personal, all_purges
from .hashes import SearchedByAddressMixin


@admin.register(Receipt)
class ReceiptAdmin(SearchedByAddressMixin, RecordAdmin):
    """What was deleted, when and why, as its signature proves."""

    list_display = ["when", "kind", "deleted", "genuine"]
    list_filter = ["kind", "at"]
    sortable_by = ["when"]
    search_help_text = _("A whole email address: receipts know addresses by their hash only.")
    fields = ["when", "kind", "deleted", "genuine", "address_hash", "signature"]
    readonly_fields = ["when", "deleted", "genuine"]
    when = time_column("at", _("when"))

    class Media:
        css = {"all": ["admin_desk/narrow-lists.css", "admin_desk/received.css"]}

    @admin.display(description=_("deleted"))
    def deleted(self, receipt):
        kinds = all_purges() if receipt.kind == Receipt.Kind.PURGE else all_personal()
        words = {kind.name: kind.words for kind in kinds}
        counts = [(words.get(name, name), count) for name, count in receipt.counts.items()]
        return format_html_join("; ", "{}: {}", counts)

    @admin.display(description=_("signature"))
    def genuine(self, receipt):
        if receipt.is_genuine:
            return _("Genuine")
        words = gettext("Not genuine: it was changed, or the key was another one")
        return format_html('<span class="time-left time-left--urgent">{}</span>', words)
