from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Photo
from .store import check_picture, store_files

FIELDS = ["title", "alt", "alt_fr", "caption", "caption_fr", "credit", "focal_x", "focal_y"]


class PhotoUploadForm(forms.ModelForm):
    """A new picture: the file is stored when everything else is right."""

    upload = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG or WebP, at most 25 megabytes. The place and the camera that a picture "
            "may name are removed."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Please choose a picture."),
            "empty": _("This file is empty. Please choose another."),
            "invalid": _("The picture did not arrive. Please choose it again."),
        },
    )

    class Meta:
        model = Photo
        fields = FIELDS

    def full_clean(self):
        super().full_clean()
        upload = self.files.get("upload")
        if not self.is_bound or "upload" in self.errors or not upload:
            return
        try:
            if self.errors:
                check_picture(upload)
                # A browser never sends a file twice by itself.
                self.add_error("upload", _("The picture is fine. Please choose it once more."))
            else:
                store_files(self.instance, upload)
        except ValidationError as error:
            self.add_error("upload", error)


class PhotoForm(forms.ModelForm):
    """What is said about a picture. Another file is another picture."""

    class Meta:
        model = Photo
        fields = FIELDS
