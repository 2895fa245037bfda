"""What readers see of the frame, and when it changes by itself: see `ijmsite.web.content`.

Whether the office is open stands on no page that is kept.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from ijmsite.web.prepared import prepared

from .models import Banner, HelpLine

MODELS = [Banner, HelpLine]


def next_moments(now: datetime) -> Iterator[datetime | None]:
    for field in ("starts_at", "ends_at"):
        yield next((getattr(banner, field) for banner in first(field, after=now)), None)


# Asked before each page that is made anew.
@prepared(Banner)
def first(field: str, *, after: datetime) -> QuerySet[Banner]:
    return Banner.objects.filter(**{f"{field}__gt": after}).order_by(field).only(field)[:1]
