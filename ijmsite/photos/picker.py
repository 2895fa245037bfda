"""The library as the text editor asks it: find a photo, look one up, add one."""

import operator
import uuid
from functools import reduce

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from .models import Photo, not_a_file_name
from .store import store_photo

PAGE = 24
SEARCHED = ["title", "alt", "alt_fr", "caption", "caption_fr", "credit"]


@require_safe
def picker(request):
    """Answer with photos that may be shown; with `?id=`, with that one even where it may not."""
    if not request.user.has_perm("photos.view_photo"):
        raise PermissionDenied
    if "id" in request.GET:
        found = Photo.objects.filter(pk=id_or_none(request.GET["id"]))
        return answer({"items": [item(photo) for photo in found]})
    photos = Photo.objects.usable().order_by("-uploaded_at", "pk")
    for word in request.GET.get("q", "")[:200].replace("\0", "").split()[:8]:
        photos = photos.filter(contains(word))
    page = Paginator(photos, PAGE).get_page(request.GET.get("page"))
    return answer(
        {
            "items": [item(photo) for photo in page],
            "count": page.paginator.count,
            "next": page.next_page_number() if page.has_next() else None,
            "may_add": request.user.has_perm("photos.add_photo"),
        }
    )


def id_or_none(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def contains(word):
    return reduce(operator.or_, (Q((f"{field}__icontains", word)) for field in SEARCHED))


def item(photo):
    pictures = photo.pictures("webp")
    return {
        "id": str(photo.pk),
        "title": photo.title,
        "alt": photo.alt,
        "alt_fr": photo.alt_fr,
        "caption": photo.caption,
        "caption_fr": photo.caption_fr,
        "credit": photo.credit,
        "thumbnail": address(pictures[0]),
        "preview": address(pictures[:2][-1]),
        "width": photo.width,
        "height": photo.height,
        "usable": photo.is_usable,
        "lacks_consent": photo.lacks_consent,
        "page": reverse("admin:photos_photo_change", args=[photo.pk]),
    }


def address(rendition):
    return reverse("photos:media", args=[rendition["name"]])


def answer(data, status=200):
    return JsonResponse(data, status=status, headers={"Cache-Control": "private, no-store"})


class UploadForm(forms.Form):
    """What the editor asks along with a file; its pixels are looked at when they are stored."""

    upload = forms.FileField(
        error_messages={
            "required": _("Please choose a picture."),
            "empty": _("This file is empty. Please choose another."),
            "invalid": _("The picture did not arrive. Please choose it again."),
        },
    )
    alt = forms.CharField(
        max_length=250,
        validators=[not_a_file_name],
        error_messages={"required": _("Please write what the photo shows.")},
    )
    credit = forms.CharField(
        max_length=120, error_messages={"required": _("Please say who made the photo.")}
    )
    language = forms.ChoiceField(choices=[("en", "English"), ("fr", "French")], required=False)


@require_POST
def upload(request):
    """Put a picture into the library; what is wrong comes back beside the name of its field."""
    if not request.user.has_perm("photos.add_photo"):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return answer({"errors": form.errors}, 400)
    data = form.cleaned_data
    alt = data["alt"]
    try:
        photo = store_photo(
            data["upload"],
            title=alt if len(alt) <= 120 else f"{alt[:119]}…",
            alt=alt,
            alt_fr=alt if data["language"] == "fr" else "",
            credit=data["credit"],
            uploaded_by=request.user,
        )
    except ValidationError as error:
        fields = getattr(error, "error_dict", {"upload": error})
        errors = {name: ValidationError(said).messages for name, said in fields.items()}
        return answer({"errors": errors}, 400)
    return answer({"photo": item(photo)}, 201)
