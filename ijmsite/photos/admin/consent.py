"""The consent of the people shown: its state in the list and on the page, withdrawal, renewal."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST

from ijmsite.staff.desk import desk_page, office_time
from ijmsite.staff.filters import TableFilter

from ..forms import CONSENT_FIELDS, NewConsentForm
from ..models import WARNING, Photo
from ..services import record_new_consent, withdraw_consent, withdrawn_as_text
from ..usage import places_of


class ConsentFilter(TableFilter):
    title = _("consent")
    parameter_name = "consent"
    table = [
        ("ending", _("Ends within 30 days"), lambda rows, request: rows.expiring()),
        ("ended", _("Ended or withdrawn"), lambda rows, request: rows.ended()),
        ("missing", _("Not answered"), lambda rows, request: rows.lacking_consent()),
    ]


def state_of(photo):
    """Return the state of the consent: a word for CSS, and words for people."""
    end = photo.consent_expires_on
    day = formats.date_format(end, "j M Y") if end else ""
    if photo.consent_withdrawn_at:
        return "withdrawn", _("Withdrawn: readers do not see it")
    if not photo.is_usable:
        return "ended", _("Ended after %(day)s: readers do not see it") % {"day": day}
    if photo.lacks_consent:
        return "missing", _("Not answered")
    if end and end <= timezone.localdate() + WARNING:
        return "ending", _("Ends after %(day)s") % {"day": day}
    if end:
        return "given", _("Until %(day)s") % {"day": day}
    if photo.consent_scope == Photo.Scope.NOT_NEEDED:
        return "given", _("Not needed")
    return "given", _("Recorded")


class ConsentMixin:
    actions = ["withdraw_consents"]

    @admin.display(description=_("consent"), ordering="consent_expires_on")
    def consent(self, photo):
        return format_html('<span class="consent consent--{}">{}</span>', *state_of(photo))

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "consent_scope":
            kwargs["choices"] = db_field.get_choices(blank_choice=[("", _("Not answered yet"))])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """Leave an ended consent to the page on which a new one is recorded."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *CONSENT_FIELDS] if obj and not obj.is_usable else fields

    def has_withdraw_consent_permission(self, request):
        return request.user.has_perm("photos.withdraw_consent")

    def may_renew(self, request):
        """Whether the person may show a picture again whose consent ended or was withdrawn."""
        return request.user.has_perm("photos.renew_consent")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {}
        if photo := self.get_object(request, object_id):
            css, _words = state_of(photo)
            context = {
                "consent_state": css,
                "withdrawn_at": photo.consent_withdrawn_at
                and office_time(photo.consent_withdrawn_at),
                "places": places_of(photo),
                "may_withdraw": not photo.consent_withdrawn_at
                and self.has_withdraw_consent_permission(request),
                "may_renew": not photo.is_usable and self.may_renew(request),
            }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @desk_page("<path:object_id>/withdraw/", "withdraw")
    @method_decorator(require_POST)
    def withdraw_view(self, request, object_id):
        if not self.has_withdraw_consent_permission(request):
            raise PermissionDenied
        photo = self.get_object(request, object_id)
        if photo is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        self.withdraw(request, [photo])
        return redirect("admin:photos_photo_change", photo.pk)

    @admin.action(
        permissions=["withdraw_consent"],
        description=_("Withdraw the consent now: readers see the picture no more"),
    )
    def withdraw_consents(self, request, queryset):
        self.withdraw(request, queryset)

    def withdraw(self, request, photos):
        done = [photo for photo in photos if withdraw_consent(photo, request.user)]
        for photo in done:
            self.log_change(request, photo, gettext_noop("Withdrew the consent."))
        if not done:
            self.message_user(request, _("The consent was withdrawn before."), messages.INFO)
            return
        sentence = ngettext(
            "The consent is withdrawn. Readers do not see the picture any more.",
            "The consent for %(count)s pictures is withdrawn. Readers do not see them any more.",
            len(done),
        )
        self.message_user(request, sentence % {"count": len(done)}, messages.SUCCESS)

    @desk_page("<path:object_id>/consent/", "consent")
    def consent_view(self, request, object_id):
        photo = self.get_object(request, object_id)
        if photo is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.may_renew(request):
            raise PermissionDenied
        page = reverse("admin:photos_photo_change", args=[photo.pk])
        if photo.is_usable:
            return redirect(page)
        form = NewConsentForm(request.POST if request.method == "POST" else None, instance=photo)
        seen = request.POST.get("withdrawn_seen", "")
        if form.is_valid():
            if not record_new_consent(photo, request.user, seen):
                said = _("The consent was withdrawn meanwhile. Nothing was changed: look again.")
                self.message_user(request, said, messages.WARNING)
                return redirect(page)
            self.log_change(request, photo, gettext_noop("Recorded a new consent."))
            self.message_user(
                request,
                _("The new consent is recorded. Readers see the picture again where it is in use."),
                messages.SUCCESS,
            )
            return redirect(page)
        return self.own_page(
            request,
            "admin/photos/photo/consent.html",
            _("Record a new consent"),
            original=photo,
            withdrawn_seen=withdrawn_as_text(photo),
            adminform=AdminForm(form, [(None, {"fields": CONSENT_FIELDS})], {}),
            errors=form.errors,
            places=places_of(photo),
            media=self.media + form.media,
        )
