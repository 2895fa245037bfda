from django.contrib import admin, messages
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin, office_time, time_column

from .models import Banner


@admin.register(Banner)
class BannerAdmin(DeskAdmin):
    list_display = ["headline", "running", "starts", "ends"]
    list_filter = ["starts_at", "ends_at"]
    search_fields = ["headline", "headline_fr", "text", "text_fr"]
    fieldsets = [
        (_("On the site"), {"fields": ["running", "preview"]}),
        (_("English"), {"fields": ["headline", "text"]}),
        (
            _("French"),
            {
                "fields": ["headline_fr", "text_fr"],
                "description": _("What stays empty here is shown in English."),
            },
        ),
        (_("Where it leads, and when it is shown"), {"fields": ["link", "starts_at", "ends_at"]}),
    ]
    readonly_fields = ["running", "preview"]
    starts = time_column("starts_at", _("starts"))
    ends = time_column("ends_at", _("ends"))

    def get_fieldsets(self, request, obj=None):
        # There is nothing to preview before the first save.
        return self.fieldsets if obj else self.fieldsets[1:]

    @admin.display(description=_("is it running?"))
    def running(self, banner):
        now = timezone.now()
        times = {"start": office_time(banner.starts_at), "end": office_time(banner.ends_at)}
        if now < banner.starts_at:
            return gettext("Not yet: it starts on %(start)s.") % times
        if now >= banner.ends_at:
            return gettext("No longer: it ended on %(end)s.") % times
        shown = Banner.objects.running(now).first()
        if shown and shown != banner:
            return gettext("Waiting behind “%(other)s”, which ends on %(end)s.") % {
                "other": shown.headline,
                "end": office_time(shown.ends_at),
            }
        return gettext("Yes, until %(end)s.") % times

    @admin.display(description=_("how it reads"))
    def preview(self, banner):
        readings = []
        for code, language in [("en", _("English")), ("fr", _("French"))]:
            with translation.override(code):
                words = {"headline": banner.local_headline, "text": banner.local_text}
            readings.append({"code": code, "language": language, **words})
        return render_to_string(
            "admin/pages/banner/_preview.html", {"readings": readings, "banner": banner}
        )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        banner = form.instance
        overlapping = Banner.objects.filter(
            starts_at__lt=banner.ends_at, ends_at__gt=banner.starts_at
        ).exclude(pk=banner.pk)
        for other in overlapping.order_by("starts_at"):
            said = gettext(
                "“%(other)s” runs from %(start)s to %(end)s, partly at the same time. Readers see "
                "one banner at a time: the one that ends first."
            )
            self.message_user(
                request,
                said
                % {
                    "other": other.headline,
                    "start": office_time(other.starts_at),
                    "end": office_time(other.ends_at),
                },
                messages.WARNING,
            )
