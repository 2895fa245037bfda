from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import EVERYTHING, MEDIA_DESK, PR_LEAD, FirstStep, Tile

ENTRIES = [(MEDIA_DESK, 10, "inquiry"), (MEDIA_DESK, 20, "presscontact")]
ROLES = {PR_LEAD: {"presscontact": EVERYTHING, "inquiry": ["change", "view"]}}
FIRST_STEPS = [
    FirstStep(
        "contacts.view_inquiry",
        "admin:contacts_inquiry_changelist",
        _("See media inquiries"),
        rank=20,
    )
]
TILES = [
    Tile(
        _("New media inquiries"),
        "inquiry",
        lambda inquiries: inquiries.filter(status="new"),
        "status__exact=new",
        rank=5,
        is_urgent=True,
    )
]
