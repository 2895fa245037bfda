"""What readers see of the frame, and when it changes by itself: see `ijmsite.web.content`.

Whether the office is open stands on no page that is kept.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min

from .models import Banner, HelpLine

MODELS = [Banner, HelpLine]


def next_moments(now: datetime) -> Iterator[datetime | None]:
    for field in ("starts_at", "ends_at"):
        yield Banner.objects.filter(**{f"{field}__gt": now}).aggregate(at=Min(field))["at"]
