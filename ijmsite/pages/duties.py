from ijmsite.staff.duties import EVERYTHING, NEWS_DESK, PR_LEAD

ENTRIES = [(NEWS_DESK, 40, "banner")]
ROLES = {PR_LEAD: {"banner": EVERYTHING}}
