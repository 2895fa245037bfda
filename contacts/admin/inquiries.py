from urllib.parse import quote

from django.conf import settings
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ijmsite.staff.desk import ReceivedAdmin, time_column, typed_column

from ..models import Inquiry
from ..services import desk


@admin.register(Inquiry)
class InquiryAdmin(ReceivedAdmin):
    """What was typed stays as it was typed; staff say how far they are."""

    list_display = ["reference", "outlet_typed", "topic", "due", "status", "received"]
    list_filter = ["status", "topic", "received_at"]
    search_fields = ["reference", "name", "outlet", "email", "article_headline"]
    actions = ["mark_answered", "mark_closed"]
    fieldsets = [
        (None, {"fields": ["reference", "received", "due", "status"]}),
        (_("Who asks"), {"fields": ["name_typed", "outlet_typed", "mail", "call"]}),
        (_("What they ask"), {"fields": ["topic", "text", "article", "language_in_words"]}),
    ]
    readonly_fields = [
        *["reference", "received", "due", "status", "name_typed", "outlet_typed", "mail", "call"],
        *["topic", "text", "article", "language_in_words"],
    ]
    name_typed = typed_column("name", _("name"))
    outlet_typed = typed_column("outlet", _("outlet"))
    received = time_column("received_at", _("received"))
    due = time_column("deadline", _("deadline"))

    @admin.display(description=_("email"))
    def mail(self, inquiry):
        subject = quote(f"{settings.ORG_NAME}: {inquiry.reference}")
        address = quote(inquiry.email, safe="@")
        return format_html('<a href="mailto:{}?subject={}">{}</a>', address, subject, inquiry.email)

    @admin.display(description=_("phone"))
    def call(self, inquiry):
        if not inquiry.phone:
            return "–"
        return format_html(
            '<a href="tel:{}"><bdi>{}</bdi></a>', quote(inquiry.phone, safe="+"), inquiry.phone
        )

    @admin.display(description=_("message"))
    def text(self, inquiry):
        return format_html('<div class="typed" dir="auto">{}</div>', inquiry.message)

    @admin.display(description=_("article"))
    def article(self, inquiry):
        path, headline = inquiry.article_path, inquiry.article_headline
        if not path.startswith("/") or path.startswith("//"):
            return headline or "–"
        return format_html('<a href="{}"><bdi>{}</bdi></a>', path, headline or path)

    @admin.display(description=_("language"))
    def language_in_words(self, inquiry):
        return dict(settings.LANGUAGES).get(inquiry.language, inquiry.language)

    @admin.action(description=_("Mark as answered"), permissions=["change"])
    def mark_answered(self, request, queryset):
        self._mark(request, queryset, desk.answer)

    @admin.action(description=_("Mark as closed"), permissions=["change"])
    def mark_closed(self, request, queryset):
        self._mark(request, queryset, desk.close)

    def _mark(self, request, queryset, step):
        count = sum(step(inquiry, request.user) for inquiry in queryset)
        said = ngettext("%(count)s inquiry marked.", "%(count)s inquiries marked.", count)
        self.message_user(request, said % {"count": count})
