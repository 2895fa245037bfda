"""How long a supporter still waits for the first word that we promised, in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ijmsite.pages.workdays import business_days_between


def wait_in_words(contact_by: date, today: date) -> str:
    """Return "due today", "2 business days left" or "overdue by 1 business day"."""
    if contact_by == today:
        return pgettext("a first word", "due today")
    if contact_by > today:
        count = business_days_between(today, contact_by)
        said = ngettext("%(count)s business day left", "%(count)s business days left", count)
    elif count := business_days_between(contact_by, today):
        said = ngettext(
            "overdue by %(count)s business day", "overdue by %(count)s business days", count
        )
    else:
        # The office has not worked since.
        return _("overdue")
    return said % {"count": count}


def urgency(contact_by: date, today: date) -> str:
    """Return how urgent a first word is, as a word for CSS."""
    if contact_by < today:
        return "overdue"
    return "urgent" if contact_by == today else "calm"
