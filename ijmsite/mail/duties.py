from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import BEHIND_THE_SCENES, PR_LEAD, Tile

ENTRIES = [(BEHIND_THE_SCENES, 30, "message")]
ROLES = {PR_LEAD: {"message": ["view"]}}
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
