from django.contrib import admin, messages
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin, office_time, time_column

from .forms import BannerForm
from .helpline_admin import HelpLineAdmin
from .models import Banner

__all__ = ["BannerAdmin", "HelpLineAdmin"]


@admin.register(Banner)
class BannerAdmin(DeskAdmin):
    form = BannerForm
    list_display = ["headline", "running", "starts", "ends"]
    list_filter = ["starts_at", "ends_at"]
    search_fields = ["headline", "headline_fr", "text", "text_fr"]
    fieldsets = [
        (_("On the site"), {"fields": ["running", "queue", "preview"]}),
        (_("English"), {"fields": ["headline", "text"]}),
        (_("French"), {"fields": ["headline_fr", "text_fr"]}),
        (
            _("Where it leads, and when it is shown"),
            {
                "fields": ["link", "terms", "starts_at", "ends_at"],
                "description": _(
                    "A text that says limited, matched, doubled or last chance, in either "
                    "language, needs an end and a page with the terms."
                ),
            },
        ),
    ]
    readonly_fields = ["running", "queue", "preview"]
    starts = time_column("starts_at", _("starts"))
    ends = time_column("ends_at", _("ends"))

    def get_fieldsets(self, request, obj=None):
        # There is nothing to preview before the first save.
        return self.fieldsets if obj else self.fieldsets[1:]

    @admin.display(description=_("is it running?"))
    def running(self, banner):
        now = timezone.now()
        end = banner.ends_at and office_time(banner.ends_at)
        if now < banner.starts_at:
            start = office_time(banner.starts_at)
            return gettext("Not yet: it starts on %(start)s.") % {"start": start}
        if end and now >= banner.ends_at:
            return gettext("No longer: it ended on %(end)s.") % {"end": end}
        shown = Banner.objects.running(now).first()
        if shown and shown != banner:
            return waiting_behind(shown)
        if end:
            return gettext("Yes, until %(end)s.") % {"end": end}
        return gettext("Yes, until somebody gives it an end.")

    @admin.display(description=_("what readers see next"))
    def queue(self, banner):
        shown = Banner.objects.running().first()
        following = Banner.objects.next_after(shown) if shown else None
        if following is None:
            return gettext("No other banner is set.")
        other, start = following
        return gettext("“%(other)s”, from %(start)s.") % {
            "other": other.headline,
            "start": office_time(start),
        }

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
        for other in Banner.objects.overlapping(banner):
            self.message_user(request, runs_as_well(other), messages.WARNING)


def waiting_behind(shown):
    if shown.ends_at is None:
        said = gettext("Waiting behind “%(other)s”, which has no end.")
        return said % {"other": shown.headline}
    return gettext("Waiting behind “%(other)s”, which ends on %(end)s.") % {
        "other": shown.headline,
        "end": office_time(shown.ends_at),
    }


def runs_as_well(other):
    if other.ends_at is None:
        said = gettext(
            "“%(other)s” runs from %(start)s and has no end. Readers see one banner at a time: the "
            "one that ends first."
        )
    else:
        said = gettext(
            "“%(other)s” runs from %(start)s to %(end)s, partly at the same time. Readers see "
            "one banner at a time: the one that ends first."
        )
    return said % {
        "other": other.headline,
        "start": office_time(other.starts_at),
        "end": other.ends_at and office_time(other.ends_at),
    }
