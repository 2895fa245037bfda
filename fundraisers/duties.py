from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import FUNDRAISING, FUNDRAISING_DESK, Detail, FirstStep, Tile

ENTRIES = [(FUNDRAISING_DESK, 10, "fundraiser"), (FUNDRAISING_DESK, 20, "guideedition")]
ROLES = {FUNDRAISING: {"fundraiser": ["change", "export", "view"], "guideedition": ["add", "view"]}}
FIRST_STEPS = [
    FirstStep(
        "fundraisers.view_fundraiser",
        "admin:fundraisers_fundraiser_changelist",
        _("See sign-ups"),
        rank=30,
    )
]
TILES = [
    Tile(
        _("Supporters to write to today"),
        "fundraiser",
        lambda fundraisers: fundraisers.due(timezone.localdate()),
        "where=due",
        rank=10,
        is_urgent=True,
    ),
    Tile(
        _("Guides that did not arrive"),
        "fundraiser",
        lambda fundraisers: fundraisers.unreached(),
        "where=unreached",
        rank=11,
        is_urgent=True,
    ),
    Tile(
        _("Perhaps programs: to judge"),
        "fundraiser",
        lambda fundraisers: fundraisers.to_judge(),
        "where=aside",
        rank=12,
    ),
]
DETAILS = {
    "fields": Detail(
        _("fields"),
        {
            "name": _("name"),
            "email": _("email"),
            "idea": _("idea"),
            "event_date": _("date of the event"),
            "city": _("city or town"),
            "language": _("language"),
        },
    ),
    "along": Detail(
        _("passed along with it"),
        {"contact": _("contacted"), "plan": _("event planned"), "hold": _("event held")},
    ),
}
