"""How many sign up and how many events are to come: one chart, and its numbers in a table."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ijmsite.staff.charts import chart
from ijmsite.staff.desk import desk_page

from .. import figures
from ..models import Fundraiser

UNNAMED = "unnamed"


def ideas() -> list[tuple[str, str]]:
    """Return what a bar is made of, from the ground up: the word for CSS, and that for people."""
    return [*Fundraiser.Idea.choices, (UNNAMED, _("No idea named"))]


def counts(month: figures.Month) -> dict[str, int]:
    found = {idea: month.ideas["" if idea == UNNAMED else idea] for idea, _words in ideas()}
    return {idea: count for idea, count in found.items() if count}


def panel(words: str, months: list[figures.Month], highest: int) -> dict:
    stacks = [counts(month) for month in months]
    said = dict(ideas())
    names = [format_date(month.first, "M") for month in months]
    return {
        "words": words,
        "chart": chart(names, stacks, highest, str(highest)),
        "rows": [
            {
                "month": format_date(month.first, "M Y"),
                "count": sum(stack.values()),
                "ideas": [(said[idea], count) for idea, count in stack.items()],
            }
            for month, stack in zip(months, stacks, strict=True)
        ],
    }


def panels(now) -> list[dict]:
    """Return the two halves of the chart, drawn to one scale."""
    halves = [
        (_("Sign-ups of the past twelve months"), figures.sign_ups(now)),
        (_("Events of the next twelve months"), figures.events(now)),
    ]
    highest = max(sum(month.ideas.values()) for _words, months in halves for month in months)
    return [panel(words, months, highest or 1) for words, months in halves]


class FiguresMixin:
    @desk_page("figures/", "figures")
    @method_decorator(require_safe)
    def figures_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.own_page(
            request,
            "admin/fundraisers/fundraiser/figures.html",
            _("Sign-ups and events by month"),
            panels=panels(timezone.now()),
            ideas=ideas(),
        )
