"""How fast the press office answers: two charts, and the same numbers in a table."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ijmsite.staff.charts import Chart, chart
from ijmsite.staff.desk import desk_page
from ijmsite.staff.times import distance

from ..figures import by_month


def percent(share: int) -> str:
    return _("%(share)s%%") % {"share": share}


def minutes(time: timedelta) -> int:
    return round(time / timedelta(minutes=1))


def charts(months) -> list[tuple[str, Chart]]:
    names = [format_date(month.first, "M") for month in months]
    took = [{} if month.median is None else {"": minutes(month.median)} for month in months]
    longest = max((value for stack in took for value in stack.values()), default=0)
    shares = [{} if month.share_in_time is None else {"": month.share_in_time} for month in months]
    return [
        (_("Median time to an answer"), chart(names, took, longest or 1, distance(longest))),
        (_("Answered before the deadline"), chart(names, shares, 100, percent(100))),
    ]


def row(month) -> dict:
    return {
        "month": format_date(month.first, "M Y"),
        "received": month.received,
        "answered": month.answered,
        "median": "–" if month.median is None else distance(minutes(month.median)),
        "share": None if month.share_in_time is None else percent(month.share_in_time),
        "in_time": month.in_time,
        "due": month.due,
    }


class FiguresMixin:
    @desk_page("figures/", "figures")
    @method_decorator(require_safe)
    def figures_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        months = by_month(timezone.now())
        return self.own_page(
            request,
            "admin/contacts/inquiry/figures.html",
            _("How fast we answer"),
            rows=[row(month) for month in reversed(months)],
            charts=charts(months) if any(month.answered for month in months) else [],
        )
