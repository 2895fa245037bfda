from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import BEHIND_THE_SCENES, FUNDRAISING, FUNDRAISING_DESK, PR_LEAD, Tile

ENTRIES = [(BEHIND_THE_SCENES, 30, "message"), (FUNDRAISING_DESK, 30, "mailtext")]
ROLES = {
    PR_LEAD: {"message": ["view"]},
    FUNDRAISING: {"message": ["view"], "mailtext": ["change", "view"]},
}
TILES = [
    Tile(
        _("Mails that wait"),
        "message",
        lambda messages: messages.waiting(),
        "progress=waiting",
        rank=60,
    ),
    Tile(
        _("Mails that need a look"),
        "message",
        lambda messages: messages.needing_a_look(),
        "progress=look",
        rank=70,
        is_urgent=True,
    ),
]
