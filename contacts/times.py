"""How long a journalist can still wait, and by which clock, in words."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from ijmsite.staff.times import distance

MINUTE = timedelta(minutes=1)


def time_left_in_words(deadline) -> str:
    """Return "40 min left", "overdue by 2 h", or that there is no deadline."""
    if deadline is None:
        return _("no deadline")
    minutes = round((deadline - timezone.now()) / MINUTE)
    if minutes > 0:
        return _("%(distance)s left") % {"distance": distance(minutes)}
    if minutes == 0:
        return _("due now")
    return _("overdue by %(distance)s") % {"distance": distance(-minutes)}


def zone_in_words(zone: str) -> str:
    """Return "St Johns time" for "America/St_Johns"; what names no place stays as it is."""
    _area, slash, place = zone.rpartition("/")
    return _("%(place)s time") % {"place": place.replace("_", " ")} if slash else zone
