"""Pictures are encoded before the admin's transaction: a second of work for the processor, during
which SQLite would let nobody else write."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import pending
from ..forms import PhotoUploadForm
from ..models import remove_files
from ..store import cut_crops, replace_crops


class EncodingMixin:
    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **({} if obj else {"form": PhotoUploadForm}) | kwargs)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.new_files = None
        request.saved_files = False
        if object_id is None:
            pending.sweep()
        try:
            if request.method == "POST" and object_id is None:
                self.encode_upload(request)
            elif request.method == "POST":
                self.encode_crops(request, object_id)
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except BaseException:
            # What the row says of them is gone with the transaction; the files must go too.
            self.drop_new_files(request)
            raise
        if not request.saved_files:
            self.drop_new_files(request)
        return response

    def drop_new_files(self, request):
        if request.new_files:
            remove_files(*request.new_files)

    def encode_upload(self, request):
        if not self.has_add_permission(request):
            return
        token = request.POST.get("kept", "")
        if token and "upload" not in request.FILES:
            token = self.bring_back(request, token)
        form = self.get_form(request)(request.POST, request.FILES, keep_for=request.user)
        if form.is_valid():
            request.new_files = form.instance.names, form.instance.directory
            request.used_token = token
        elif "upload" in request.FILES:
            self.remember(request, getattr(request.FILES["upload"], "token", ""))

    def bring_back(self, request, token):
        """Put the kept picture where a chosen one would be; return its token if it is there."""
        kept = pending.take(token, request.user)
        if kept is None:
            self.remember(request, "")
            return ""
        kept.token = token
        request.FILES["upload"] = kept
        return token

    def remember(self, request, token):
        request.POST = request.POST.copy()
        request.POST["kept"] = token or ""

    def encode_crops(self, request, object_id):
        photo = self.get_object(request, object_id)
        if photo is None or not self.has_change_permission(request, photo):
            return
        form = self.get_form(request, photo)(request.POST, instance=photo)
        if not form.is_valid() or not moved(form):
            return
        try:
            request.crops = cut_crops(photo, photo.focal_point)
        except ValidationError as error:
            request.crops_error = error
        else:
            request.new_files = [crop["name"] for crop in request.crops], photo.directory

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
            pending.discard(request.used_token)
            request.saved_files = True
            return
        changed = set(form.changed_data)
        if hasattr(request, "crops_error"):
            changed -= {"focal_x", "focal_y"}
            sentence = _("The focal point was left where it was. %(reason)s")
            reason = request.crops_error.messages[0]
            self.message_user(request, sentence % {"reason": reason}, messages.WARNING)
        # Nothing but these: the consent may be withdrawn, or the crops be cut, at this moment.
        obj.save(update_fields=changed)
        if hasattr(request, "crops"):
            replace_crops(obj, request.crops)
            request.saved_files = True


def moved(form):
    return bool({"focal_x", "focal_y"} & set(form.changed_data))
