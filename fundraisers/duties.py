from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import FUNDRAISING, FUNDRAISING_DESK, FirstStep

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
