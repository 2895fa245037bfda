"""Times as the office reads and types them: with their zone, and each of them exactly once."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

# Outside of them a time of one zone has no counterpart in another, and databases refuse it.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def by_our_clock(moment: datetime) -> datetime:
    """Return a time in the zone of the office; as it is where the calendar ends in between."""
    try:
        return timezone.localtime(moment)
    except OverflowError:
        return moment


def office_time(moment: datetime) -> str:
    """Return a time as the office reads it, with its zone: "Tue 3 Mar 2026 09:00 EST"."""
    local = by_our_clock(moment)
    return f"{_day(local.date(), get_language())} {local:%H:%M %Z}"


@lru_cache(maxsize=1000)
def _day(day: date, _language: str) -> str:
    return dateformat.format(day, "D j M Y")


def clock_time(moment: datetime) -> str:
    """Return the time of day of a moment that is near: "09:00 EST"."""
    return f"{by_our_clock(moment):%H:%M %Z}"


def office_time_in_words(moment: datetime) -> str:
    """Return a time with its distance: "Tue 3 Mar 2026 09:00 EST, in 2 h 10 min"."""
    return f"{office_time(moment)}, {relative_time(moment)}"


def relative_time(moment: datetime) -> str:
    """Return how far away a time is: "in 2 h 10 min", "3 days ago"."""
    ahead = moment - timezone.now()
    minutes = round(abs(ahead) / timedelta(minutes=1))
    if minutes == 0:
        return _("now")
    said = {"distance": distance(minutes)}
    return (_("in %(distance)s") if ahead > timedelta() else _("%(distance)s ago")) % said


def distance(minutes: int) -> str:
    """Return a number of minutes in the one or two units that matter to somebody who plans."""
    hours, rest = divmod(minutes, 60)
    days, rest_of_day = divmod(hours, 24)
    if days >= 730:
        return ngettext("%(count)s year", "%(count)s years", days // 365) % {"count": days // 365}
    if days >= 60:
        return ngettext("%(count)s month", "%(count)s months", days // 30) % {"count": days // 30}
    if days >= 2 or (days and not rest_of_day):
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if days:
        return _("1 day %(hours)s h") % {"hours": rest_of_day}
    if hours and rest:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return (
        _("%(hours)s h") % {"hours": hours} if hours else _("%(minutes)s min") % {"minutes": rest}
    )


class OfficeTimeField(forms.SplitDateTimeField):
    """A date and a time of the office, where each pair means exactly one moment.

    The date is written as in ISO 8601: 01/12/2026 is the first of December to some, and to others
    the twelfth of January.
    """

    default_validators = [
        MinValueValidator(EARLIEST, gettext_lazy("Please give a year after 1900.")),
        MaxValueValidator(LATEST, gettext_lazy("Please give a year before 2200.")),
    ]

    def __init__(self, **kwargs):
        super().__init__(
            input_date_formats=["%Y-%m-%d"], input_time_formats=["%H:%M", "%H:%M:%S"], **kwargs
        )
        day, hour = self.fields
        day.error_messages["invalid"] = gettext_lazy("Please write the date like 2027-03-31.")
        hour.error_messages["invalid"] = gettext_lazy("Please write the time like 09:00.")
        # Only for what is missing: the parts say themselves when they cannot be read.
        self.error_messages |= {
            "invalid_date": gettext_lazy("Please give the date as well, such as 2027-03-31."),
            "invalid_time": gettext_lazy("Please give the time as well, such as 09:00."),
        }

    def compress(self, data_list):
        try:
            return super().compress(data_list)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise no_single_moment(datetime.combine(*data_list)) from None


def no_single_moment(wall: datetime) -> ValidationError:
    """Return what to say of a time on the clock that does not exist, or exists twice."""
    zone = timezone.get_current_timezone()
    before, after = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    step = abs(after - before)
    if after > before:
        text = _(
            "On %(day)s the clocks are put forward and %(time)s is left out. Please type "
            "%(earlier)s or %(later)s."
        )
    else:
        text = _(
            "On %(day)s the clocks are put back and %(time)s comes twice. Please type %(earlier)s "
            "or %(later)s."
        )
    said = {
        "day": dateformat.format(wall, "l j F Y"),
        "time": f"{wall:%H:%M}",
        "earlier": f"{wall - step:%H:%M}",
        "later": f"{wall + step:%H:%M}",
    }
    return ValidationError(text, code="ambiguous_timezone", params=said)
