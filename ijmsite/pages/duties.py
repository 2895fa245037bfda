from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import EVERYTHING, NEWS_DESK, PR_LEAD, Tile

ENTRIES = [(NEWS_DESK, 40, "banner"), (NEWS_DESK, 50, "helpline")]
ROLES = {PR_LEAD: {"banner": EVERYTHING, "helpline": EVERYTHING}}
TILES = [
    Tile(
        _("Help lines to call again"),
        "helpline",
        lambda lines: lines.overdue(),
        "review=overdue",
        rank=45,
        is_urgent=True,
    )
]
