"""Where a picture stands because journalists may take it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Place


def photo_places(photo: Photo) -> list[Place]:
    if not photo.is_for_press:
        return []
    return [Place(_("Press page and press kit"), reverse("contacts:inquiry_create"), _("Approved"))]
