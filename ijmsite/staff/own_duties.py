from django.utils.translation import gettext_lazy as _

from .duties import ADMINISTRATOR, BEHIND_THE_SCENES, FUNDRAISING, PR_LEAD, WRITER, Detail

ENTRIES = [(BEHIND_THE_SCENES, 10, "user"), (BEHIND_THE_SCENES, 20, "auditevent")]
# The list shows each person the entries about what the person may see.
ROLES = {PR_LEAD: {"auditevent": ["view"]}, FUNDRAISING: {"auditevent": ["view"]}}
DETAILS = {
    "roles": Detail(
        _("roles"), {role: _(role) for role in [WRITER, PR_LEAD, FUNDRAISING, ADMINISTRATOR]}
    ),
    "tries": Detail(_("tries")),
    "minutes": Detail(_("minutes")),
    "codes_left": Detail(_("codes left")),
}
