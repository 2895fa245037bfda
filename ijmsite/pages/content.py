"""What readers see of the frame, and when it changes by itself: see `ijmsite.web.content`."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min

from . import office
from .models import Banner, HelpLine

MODELS = [Banner, HelpLine]


def next_moments(now: datetime) -> Iterator[datetime | None]:
    yield Banner.objects.filter(starts_at__gt=now).aggregate(at=Min("starts_at"))["at"]
    yield Banner.objects.filter(ends_at__gt=now).aggregate(at=Min("ends_at"))["at"]
    yield office.next_change(now)
