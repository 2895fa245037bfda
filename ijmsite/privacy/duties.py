from ijmsite.staff.duties import FUNDRAISING, FUNDRAISING_DESK

ENTRIES = [(FUNDRAISING_DESK, 20, "consent"), (FUNDRAISING_DESK, 30, "wording")]
ROLES = {FUNDRAISING: {"consent": ["view"], "wording": ["view"]}}
