from ijmsite.staff.duties import FUNDRAISING, PR_LEAD, PRIVACY_DESK

ENTRIES = [
    (PRIVACY_DESK, 10, "privacyrequest"),
    (PRIVACY_DESK, 20, "consent"),
    (PRIVACY_DESK, 30, "wording"),
    (PRIVACY_DESK, 40, "receipt"),
    (PRIVACY_DESK, 50, "breach"),
]
# Whoever finds out that data got loose, or is asked about it, writes it down.
OF_BOTH_DESKS = {
    "privacyrequest": ["add", "change", "view"],
    "breach": ["add", "change", "view"],
    "receipt": ["view"],
}
ROLES = {
    FUNDRAISING: {**OF_BOTH_DESKS, "consent": ["enter", "view"], "wording": ["view"]},
    PR_LEAD: OF_BOTH_DESKS,
}
