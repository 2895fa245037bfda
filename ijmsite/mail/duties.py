from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import BEHIND_THE_SCENES, FUNDRAISING, PR_LEAD, Tile

ENTRIES = [(BEHIND_THE_SCENES, 30, "message"), (BEHIND_THE_SCENES, 20, "mailtext")]
ROLES = {
    PR_LEAD: {"message": ["view"], "mailtext": ["change", "view"]},
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
    Tile(
        _("Mail texts that could not be used"),
        "mailtext",
        lambda texts: texts.exclude(failed_at=None),
        "use=failed",
        rank=75,
        is_urgent=True,
        is_rare=True,
    ),
]
