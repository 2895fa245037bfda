"""What waits for this person, in numbers that lead to the rows they count."""

from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse

from . import duties
from .lists import MOST, count_to_most


@dataclass(frozen=True)
class Number:
    words: str
    count: int
    url: str
    is_urgent: bool
    has_more: bool  # than it says


def numbers(site, request) -> list[Number]:
    """Return the numbers of the desks at which this person works, at one query each."""
    found = []
    for label, tile in duties.tiles():
        model_admin = site.get_model_admin(apps.get_model(label, tile.model))
        if not model_admin.has_view_permission(request):
            continue
        count = count_to_most(tile.rows(model_admin.get_queryset(request)))
        if tile.is_rare and not count:
            continue
        url = reverse(f"admin:{label}_{tile.model}_changelist") + f"?{tile.query}"
        is_urgent, has_more = tile.is_urgent and count > 0, count > MOST
        found.append(Number(tile.words, min(count, MOST), url, is_urgent, has_more))
    return found
