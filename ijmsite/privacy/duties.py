from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import FUNDRAISING, PR_LEAD, PRIVACY_DESK, Detail, Tile

from .models import PrivacyRequest
from .purposes import WORDS

ENTRIES = [
    (PRIVACY_DESK, 10, "privacyrequest"),
    (PRIVACY_DESK, 20, "consent"),
    (PRIVACY_DESK, 30, "wording"),
    (PRIVACY_DESK, 40, "receipt"),
    (PRIVACY_DESK, 50, "breach"),
]
# Whoever finds out that data got loose, or is asked about it, writes it down.
OF_BOTH_DESKS = {
    "privacyrequest": ["add", "change", "view"],
    "breach": ["add", "change", "view"],
    "receipt": ["view"],
}
ROLES = {
    FUNDRAISING: {**OF_BOTH_DESKS, "consent": ["enter", "view"], "wording": ["view"]},
    PR_LEAD: OF_BOTH_DESKS,
}
TILES = [
    Tile(
        _("Privacy requests due within 5 days, or late"),
        "privacyrequest",
        lambda requests: requests.due_soon(),
        "where=soon",
        rank=8,
        is_urgent=True,
        is_rare=True,
    ),
    Tile(
        _("Privacy requests that wait"),
        "privacyrequest",
        lambda requests: requests.open(),
        "where=open",
        rank=9,
    ),
    Tile(
        _("Breaches to report to the Privacy Commissioner"),
        "breach",
        lambda breaches: breaches.to_report(),
        "reporting=missing",
        rank=10,
        is_urgent=True,
        is_rare=True,
    ),
]
DETAILS = {
    "what": Detail(_("what"), dict(PrivacyRequest.What.choices)),
    "purpose": Detail(_("purpose"), WORDS),
}
