from urllib.parse import quote

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin, ReceivedAdmin, time_column, typed_column

from .models import Inquiry, PressContact


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
        *["reference", "received", "due", "name_typed", "outlet_typed", "mail", "call"],
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
        self._mark(request, queryset, Inquiry.Status.ANSWERED)

    @admin.action(description=_("Mark as closed"), permissions=["change"])
    def mark_closed(self, request, queryset):
        self._mark(request, queryset, Inquiry.Status.CLOSED)

    @transaction.atomic
    def _mark(self, request, queryset, status):
        marked = list(queryset.exclude(status=status).select_for_update())
        for inquiry in marked:
            inquiry.status = status
            inquiry.save(update_fields=["status"])
            self.log_change(request, inquiry, [{"changed": {"fields": [gettext("status")]}}])
        count = len(marked)
        said = ngettext("%(count)s inquiry marked.", "%(count)s inquiries marked.", count)
        self.message_user(request, said % {"count": count})


class PressContactForm(ModelForm):
    class Meta:
        model = PressContact
        fields = [
            *("name", "title", "title_fr", "phone", "extension", "email", "is_default"),
            *("away_from", "away_until", "deputy"),
        ]

    def clean_is_default(self):
        """Somebody always stands for the press office; ticking it here moves it here."""
        others = PressContact.objects.exclude(pk=self.instance.pk)
        if not self.cleaned_data["is_default"] and not others.filter(is_default=True).exists():
            raise ValidationError(
                _("Somebody must stand for the press office: tick this for another contact first.")
                if others.exists()
                else _("This is the only contact, who therefore stands for the press office.")
            )
        return self.cleaned_data["is_default"]

    def _get_validation_exclusions(self):
        # That there is one already is no error: saving moves it.
        return super()._get_validation_exclusions() | {"is_default"}

    def clean(self):
        data = super().clean()
        start, end, deputy = (data.get(name) for name in ("away_from", "away_until", "deputy"))
        if end and not start and "away_from" not in self.errors:
            self.add_error("away_from", _("Please give the first day away as well."))
        if start and end and end < start:
            self.add_error("away_until", _("The last day away cannot be before the first."))
        if deputy and deputy.pk == self.instance.pk:
            self.add_error("deputy", _("Nobody stands in for oneself. Please choose another."))
        elif start and not deputy and "deputy" not in self.errors:
            self.add_error("deputy", _("Who takes the calls meanwhile? Please choose somebody."))
        return data


@admin.register(PressContact)
class PressContactAdmin(DeskAdmin):
    form = PressContactForm
    list_display = ["name", "title", "phone", "extension", "email", "is_default", "away"]
    search_fields = ["name", "title", "email"]

    def get_fieldsets(self, request, obj=None):
        fields = ["name", "title", "title_fr", "phone", "extension", "email", "is_default"]
        return [
            (None, {"fields": fields}),
            (_("Days away"), {"fields": [("away_from", "away_until"), "deputy"]}),
        ]

    @admin.display(description=_("today"))
    def away(self, contact):
        if not contact.is_away:
            return "–"
        return _("Away: %(name)s takes the calls") % {"name": contact.on_duty.name}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation:
            field.widget.can_delete_related = field.widget.can_change_related = False
            field.widget.can_add_related = field.widget.can_view_related = False
        return field

    def get_changeform_initial_data(self, request):
        first = not PressContact.objects.filter(is_default=True).exists()
        return {"is_default": first, **super().get_changeform_initial_data(request)}

    def get_actions(self, request):
        # One at a time, so that it can be said why one must stay.
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def save_model(self, request, contact, form, change):
        if contact.is_default:
            others = PressContact.objects.exclude(pk=contact.pk).filter(is_default=True)
            for other in others.select_for_update():
                other.is_default = False
                other.save(update_fields=["is_default"])
                said = gettext("%(name)s no longer stands for the press office.")
                self.message_user(request, said % {"name": other.name}, messages.INFO)
        super().save_model(request, contact, form, change)

    @transaction.atomic
    def delete_view(self, request, object_id, extra_context=None):
        contact = self.get_object(request, object_id)
        if (
            contact
            and self.has_delete_permission(request, contact)
            and (why := self._needed(contact))
        ):
            self.message_user(request, why, messages.ERROR)
            return redirect("admin:contacts_presscontact_change", contact.pk)
        return super().delete_view(request, object_id, extra_context)

    def _needed(self, contact):
        """Say why the contact cannot be deleted, if so."""
        # Locked, so that the last two are not deleted at the same moment.
        others = [c for c in PressContact.objects.select_for_update() if c.pk != contact.pk]
        if not others:
            return gettext(
                "%(name)s is the only press contact and cannot be deleted: the press page needs "
                "somebody whom journalists can call. Add another contact first."
            ) % {"name": contact.name}
        if contact.is_default:
            return gettext(
                "%(name)s stands for the press office. Tick that for another contact first."
            ) % {"name": contact.name}
        return ""
