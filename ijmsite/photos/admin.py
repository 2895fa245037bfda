from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .forms import PhotoForm, PhotoUploadForm
from .models import Photo
from .store import delete_photo, recut_card
from .usage import Use, use_of


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    list_display = ["thumbnail", "title", "alt", "credit", "uploaded_at"]
    list_display_links = ["thumbnail", "title"]
    list_per_page = 30
    search_fields = ["title", "alt", "credit"]
    search_help_text = _("Search by title, alternative text or credit.")
    readonly_fields = ["picture"]
    form = PhotoForm

    class Media:
        css = {"all": ["admin_desk/editing.css"]}

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **({} if obj else {"form": PhotoUploadForm}) | kwargs)

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ["picture" if obj else "upload", "title"]}),
            (_("For readers"), {"fields": ["alt", "caption", "credit"]}),
            (_("In French"), {"fields": ["alt_fr", "caption_fr"]}),
            (
                _("Focal point"),
                {
                    "fields": [("focal_x", "focal_y")],
                    "description": _(
                        "What must stay in the picture when it is cropped, such as a face. "
                        "50 and 50 are the middle."
                    ),
                },
            ),
        ]

    @admin.display(description=_("picture"))
    def thumbnail(self, photo):
        return image(photo, "desk-thumbnail")

    @admin.display(description=_("picture"))
    def picture(self, photo):
        return image(photo, "desk-picture")

    def has_change_permission(self, request, obj=None):
        """Leave a picture that readers see to those who may also remove it."""
        if obj and use_of(obj) is Use.PUBLIC and not request.user.has_perm("photos.delete_photo"):
            return False
        return super().has_change_permission(request, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BaseException:
            # The row is gone with the transaction; the files must go too.
            if stored := getattr(request, "stored_photo", None):
                stored.delete_files()
            raise

    def save_model(self, request, obj, form, change):
        if not change:
            request.stored_photo = obj
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)
        if change and {"focal_x", "focal_y"} & set(form.changed_data):
            try:
                recut_card(obj)
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.WARNING)

    def get_deleted_objects(self, objs, request):
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        # Where a page shows the picture, that is the reason; the right to delete the page is not.
        return deleted, counts, set() if protected else perms_needed, protected

    def delete_model(self, request, obj):
        delete_photo(obj)

    def delete_queryset(self, request, queryset):
        for photo in queryset:
            delete_photo(photo)


def image(photo, css_class):
    smallest = photo.pictures("webp")[0]
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" class="{}" loading="lazy">',
        reverse("photos:media", args=[smallest["name"]]),
        smallest["width"],
        smallest["height"],
        css_class,
    )
