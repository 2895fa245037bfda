"""What the staff do with photos, and where they find them."""

from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import EVERYTHING, NEWS_DESK, PR_LEAD, WRITER, Detail, Tile

from .models import Photo

ENTRIES = [(NEWS_DESK, 20, "photo")]

# To take a picture away is safe in every hand; to record a new consent is not.
ROLES = {
    WRITER: {"photo": ["add", "change", "view", "withdraw_consent"]},
    PR_LEAD: {"photo": [*EVERYTHING, "withdraw_consent", "renew_consent"]},
}

TILES = [
    Tile(
        _("Photos whose consent ends within 30 days"),
        "photo",
        lambda photos: photos.expiring(),
        "consent=ending",
        rank=50,
        is_urgent=True,
    )
]

DETAILS = {
    "scope": Detail(_("consent"), dict(Photo.Scope.choices)),
    "reference": Detail(_("reference")),
    "ends_after": Detail(_("consent ends after")),
}
