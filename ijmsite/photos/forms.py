import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ijmsite.web.typography import set_french

from . import pending
from .models import Photo
from .store import check_picture, store_files

CONSENT_FIELDS = ["consent_scope", "consent_reference", "consent_expires_on"]
TEXTS = ["alt", "alt_fr", "caption", "caption_fr"]
FIELDS = ["title", *TEXTS, "credit", "rights", "rights_fr", *CONSENT_FIELDS, "in_press_kit"]
FIELDS += ["focal_x", "focal_y"]
WIDGETS = {
    "consent_expires_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    # Several lines to read what was written; what is stored is one (`PhotoForm.clean`).
    **{name: forms.Textarea({"rows": 2}) for name in TEXTS},
}


class ConsentRules(forms.ModelForm):
    """What is asked of a consent, whenever it is recorded."""

    def clean(self):
        cleaned = super().clean()
        scope = cleaned.get("consent_scope")
        needs_proof = scope and scope != Photo.Scope.NOT_NEEDED
        if needs_proof and cleaned.get("consent_reference") == "":
            self.add_error(
                "consent_reference",
                _("Please say where the consent is kept, for example by a file number."),
            )
        return cleaned

    def clean_consent_expires_on(self):
        day = self.cleaned_data["consent_expires_on"]
        if day and day < timezone.localdate() and "consent_expires_on" in self.changed_data:
            raise ValidationError(
                _("This day has passed, so that readers would not see the picture at all."),
                code="passed",
            )
        return day


def out_of_kit(photo):
    """Say why an approved photo is not in the press kit, and since when."""
    if photo.consent_withdrawn_at:
        day = date_format(timezone.localdate(photo.consent_withdrawn_at))
        said = _("Out of the press kit since %(day)s, when the consent was withdrawn.")
    elif not photo.is_usable:
        day = date_format(photo.consent_expires_on)
        said = _("Out of the press kit: the consent ended after %(day)s.")
    else:
        return _("Not in the press kit: the consent does not cover it.")
    back = _("It is back with a new consent that covers it, unless you untick this.")
    return f"{said % {'day': day}} {back}"


class PhotoForm(ConsentRules):
    """What is said about a picture. Another file is another picture."""

    class Meta:
        model = Photo
        fields = FIELDS
        widgets = WIDGETS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("in_press_kit")
        if field and self.instance.in_press_kit and not self.instance.is_for_press:
            field.help_text = out_of_kit(self.instance)

    def clean(self):
        cleaned = super().clean()
        for name in TEXTS:
            if name in cleaned:
                cleaned[name] = re.sub(r"\s*[\r\n]+\s*", " ", cleaned[name])
        set_french(self, ["alt_fr", "caption_fr", "rights_fr"])
        if cleaned.get("in_press_kit"):
            self.check_for_press()
        return cleaned

    def check_for_press(self):
        """Ask for what a journalist needs beside the picture, and for a consent that covers it."""
        if not self.settled("rights"):
            self.ask("rights", _("Please say what the press may use it for."))
        if not self.settled("caption"):
            self.ask("caption", _("Please write a caption: the press prints it with the picture."))
        if not self.settled("alt_fr"):
            said = _("Please describe it in French too: the press kit is in both languages.")
            self.ask("alt_fr", said)
        if not self.settled("consent_scope"):
            self.ask("consent_scope", _("Please say first what the people shown have agreed to."))
        elif self.settled("consent_scope") == Photo.Scope.STORY:
            self.add_error("in_press_kit", _("The people shown agreed to one story only."))
        # One that ends later stays approved, for the day on which there is a new consent.
        if "in_press_kit" in self.changed_data and not self.instance.is_usable:
            said = _("The consent has ended. Please record a new one first.")
            self.add_error("in_press_kit", said)

    def settled(self, name):
        """Return what is in a field, or in the row where the page does not offer the field."""
        return self.cleaned_data.get(name, getattr(self.instance, name))

    def ask(self, name, said):
        # What was typed, but wrongly, has its own error.
        if name not in self.errors:
            self.add_error(name if name in self.fields else "in_press_kit", said)


class PhotoUploadForm(PhotoForm):
    """A new picture: its files are stored when everything else is right.

    With `keep_for`, a picture that is fine is kept for that person while the rest is put right.
    """

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
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, keep_for=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.keep_for = keep_for
        if self.data.get("kept"):
            self.fields["upload"].widget.attrs["class"] = "kept"
            self.fields["upload"].help_text = _(
                "Your picture is fine and is kept for an hour: you need not choose it again. "
                "Another one that you choose here takes its place."
            )

    def full_clean(self):
        super().full_clean()
        upload = self.files.get("upload")
        if not self.is_bound or not upload or "upload" in self.errors:
            return
        # The admin validates twice: before its transaction, where encoding makes nobody wait,
        # and in it. The picture is looked at once.
        if not hasattr(upload, "outcome"):
            upload.outcome = self.receive(upload)
        if isinstance(upload.outcome, ValidationError):
            self.add_error("upload", upload.outcome)
        elif upload.outcome:
            for field in ("directory", "file", "width", "height", "renditions"):
                setattr(self.instance, field, getattr(upload.outcome, field))

    def receive(self, upload):
        """Return the photo whose files were stored, the error that prevents it, or None."""
        try:
            if not self.errors:
                store_files(self.instance, upload)
                return self.instance
            if not hasattr(upload, "token"):
                original = check_picture(upload)
                upload.token = self.keep_for and pending.keep(original, self.keep_for)
        except ValidationError as error:
            return error


class NewConsentForm(ConsentRules):
    """The consent that takes the place of one that has ended or was withdrawn."""

    class Meta:
        model = Photo
        fields = CONSENT_FIELDS
        widgets = WIDGETS

    def __init__(self, *args, **kwargs):
        # Empty: what was agreed before is no answer to what is agreed now.
        super().__init__(*args, initial=dict.fromkeys(CONSENT_FIELDS, ""), **kwargs)
        self.fields["consent_scope"].required = True
        self.fields["consent_scope"].error_messages["required"] = _("Please say what was agreed.")
