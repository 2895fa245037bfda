import json
from hashlib import sha256
from uuid import UUID

from django.contrib import admin
from django.forms.widgets import Script
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin, time_column
from ijmsite.staff.once import OnceMixin
from ijmsite.staff.searching import SearchedInPartsMixin
from ijmsite.web.starts import Start

from .. import picker
from ..forms import CONSENT_FIELDS, PhotoForm
from ..models import Photo
from ..store import delete_photo
from ..usage import Use, places_of, use_of
from .consent import ConsentFilter, ConsentMixin
from .encoding import EncodingMixin


@admin.register(Photo)
class PhotoAdmin(OnceMixin, ConsentMixin, EncodingMixin, SearchedInPartsMixin, DeskAdmin):
    list_display = ["thumbnail", "title", "consent", "credit", "uploaded"]
    list_display_links = ["title"]
    list_filter = [ConsentFilter, "consent_scope", "in_press_kit"]
    list_per_page = 30
    sortable_by = ["consent", "uploaded"]
    search_fields = ["title", "alt", "alt_fr", "caption", "credit", "consent_reference"]
    at_once = [Start("title"), Start("alt"), Start("credit"), Start("consent_reference")]
    search_help_text = _(
        "Search by title, description, credit or where the consent is kept. Older ones are found "
        "at once by how these begin."
    )
    readonly_fields = ["picture"]
    form = PhotoForm

    uploaded = time_column("uploaded_at", _("uploaded"))

    class Media:
        css = {"all": ["admin_desk/editing.css", "admin_desk/photos.css"]}
        js = [Script("admin_desk/focal-point.js", defer=True)]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("picker/", view(picker.picker), name="photos_photo_picker"),
            path("upload/", view(picker.upload), name="photos_photo_upload"),
            *super().get_urls(),
        ]

    def get_ordering(self, request):
        # What ends next stands first where one looks for that.
        is_ending = request.GET.get("consent") == "ending"
        return ["consent_expires_on", "id"] if is_ending else self.opts.ordering

    def page_key(self, request, page):
        # Another picture or other words from the same page, after a step back, are another photo.
        digest = sha256(page.encode())
        no_words = {"csrfmiddlewaretoken", "_save", "_continue", "_addanother"}
        sent = {k: v for k, v in request.POST.lists() if k not in no_words}
        digest.update(json.dumps(sent, sort_keys=True).encode())
        for upload in request.FILES.values():
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
        return UUID(bytes=digest.digest()[:16])

    def may_approve(self, request):
        """Whether the person may show a picture to the public, or take it away."""
        return request.user.has_perm("photos.delete_photo")

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if self.may_approve(request) else [*fields, "in_press_kit"]

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ["picture", "title"] if obj else ["upload", "kept", "title"]}),
            (_("For readers"), {"fields": ["alt", "caption", "credit", "rights"]}),
            (_("In French"), {"fields": ["alt_fr", "caption_fr", "rights_fr"]}),
            (_("Consent of the people shown"), {"fields": CONSENT_FIELDS}),
            (_("For the press"), {"fields": ["in_press_kit"]}),
            (
                _("Focal point"),
                {
                    "fields": [("focal_x", "focal_y")],
                    "description": _(
                        "What must stay in the picture when it is cropped, such as a face. "
                        "50 and 50 are the middle."
                    ),
                    "classes": ["focal-point"],
                },
            ),
        ]

    @admin.display(description=_("picture"))
    def thumbnail(self, photo):
        # For the mouse; the keyboard and screen readers have the title beside it.
        return format_html(
            '<a href="{}" tabindex="-1" aria-hidden="true">{}</a>',
            reverse("admin:photos_photo_change", args=[photo.pk]),
            image(photo, photo.pictures("webp")[0], "desk-thumbnail", loading="lazy"),
        )

    @admin.display(description=_("picture"))
    def picture(self, photo):
        return image(photo, photo.pictures("webp")[:2][-1], "desk-picture", loading="eager")

    def has_change_permission(self, request, obj=None):
        """Leave a picture that readers see to those who may also remove it.

        So is one that is approved for the press while its consent does not cover that.
        """
        if obj and (obj.in_press_kit or use_of(obj) is not Use.NONE):
            return self.may_approve(request) and super().has_change_permission(request, obj)
        return super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs, request):
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        # Where a page shows the picture, that is the reason; the right to delete the page is not.
        return deleted, counts, set() if protected else perms_needed, protected

    def delete_view(self, request, object_id, extra_context=None):
        photo = self.get_object(request, object_id)
        context = {"places": places_of(photo) if photo else []}
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def delete_model(self, request, obj):
        self.note_deletion(request, obj)
        delete_photo(obj)

    def delete_queryset(self, request, queryset):
        for photo in queryset:
            self.note_deletion(request, photo)
            delete_photo(photo)


def image(photo, rendition, css_class, loading):
    if not photo.is_usable:
        css_class += " desk-picture--gone"
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" class="{}" loading="{}">',
        reverse("photos:media", args=[rendition["name"]]),
        rendition["width"],
        rendition["height"],
        css_class,
        loading,
    )
