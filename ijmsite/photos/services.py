"""The consent of the people in a picture: taken back at once, given again with care."""

from django.db import transaction
from django.utils import timezone

from ijmsite.staff import audit

from .models import Photo


def withdraw_consent(photo: Photo, by) -> bool:
    """Take the picture away from readers now; return False where that was done before."""
    with transaction.atomic():
        stored = Photo.objects.select_for_update().get(pk=photo.pk)
        if stored.consent_withdrawn_at:
            return False
        stored.consent_withdrawn_at = timezone.now()
        stored.save(update_fields=["consent_withdrawn_at"])
        audit.record(audit.Action.CONSENT, stored, by, **terms(stored))
    photo.consent_withdrawn_at = stored.consent_withdrawn_at
    return True


def withdrawn_as_text(photo: Photo) -> str:
    """Return when the consent was withdrawn, as a form carries it; "" where it was not."""
    return photo.consent_withdrawn_at.isoformat() if photo.consent_withdrawn_at else ""


def record_new_consent(photo: Photo, by, seen: str) -> bool:
    """Store the consent that stands in `photo`: readers may see the picture again.

    `seen` is what the person knew (`withdrawn_as_text`). Where somebody withdrew the consent
    since, nothing is stored, and the answer is False.
    """
    with transaction.atomic():
        if withdrawn_as_text(Photo.objects.select_for_update().get(pk=photo.pk)) != seen:
            return False
        photo.consent_withdrawn_at = None
        photo.save(
            update_fields=[
                "consent_scope",
                "consent_reference",
                "consent_expires_on",
                "consent_withdrawn_at",
            ]
        )
        audit.record(audit.Action.CONSENT_AGAIN, photo, by, **terms(photo))
    return True


def terms(photo: Photo) -> dict[str, str]:
    return {
        "scope": photo.consent_scope,
        "reference": photo.consent_reference,
        "ends_after": photo.consent_expires_on and photo.consent_expires_on.isoformat(),
    }
