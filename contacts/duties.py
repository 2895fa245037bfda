from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import EVERYTHING, MEDIA_DESK, PR_LEAD, Detail, FirstStep, Tile

ENTRIES = [
    (MEDIA_DESK, 10, "inquiry"),
    (MEDIA_DESK, 20, "presscontact"),
    (MEDIA_DESK, 30, "boilerplate"),
]
ROLES = {
    PR_LEAD: {
        "boilerplate": EVERYTHING,
        "presscontact": EVERYTHING,
        "inquiry": ["change", "export", "view"],
    }
}
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
        _("Media inquiries that wait"),
        "inquiry",
        lambda inquiries: inquiries.open(),
        "where=waiting",
        rank=5,
        is_urgent=True,
    ),
    Tile(
        _("Perhaps calls for help"),
        "inquiry",
        lambda inquiries: inquiries.calls_for_help(),
        "where=help",
        rank=6,
        is_urgent=True,
    ),
    Tile(
        _("Perhaps spam: to judge"),
        "inquiry",
        lambda inquiries: inquiries.suspected(),
        "where=suspected",
        rank=7,
    ),
]
DETAILS = {
    "to": Detail(_("to"), {"": _("nobody in particular")}),
    "rows": Detail(_("rows")),
    # Fields that people have corrected themselves.
    "corrected": Detail(
        _("corrected"),
        {
            "name": _("name"),
            "email": _("email"),
            "outlet": _("outlet"),
            "phone": _("phone"),
            "idea": _("idea"),
            "event_date": _("date of the event"),
            "city": _("city or town"),
            "language": _("language"),
        },
    ),
}
