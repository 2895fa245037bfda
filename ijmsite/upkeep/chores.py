"""The mail worker says each minute that it lives: `manage.py doctor` and `/readyz` ask for that."""

from datetime import datetime, timedelta

from ijmsite.mail.chores import Chore
from ijmsite.web.models import Tally

# Among the counts: a row that any worker of any machine writes, and that goes by itself a day
# after the last one has stopped.
WORKER = "mail worker"


def beat(now: datetime) -> None:
    """Note that a worker lived at `now`."""
    Tally.objects.update_or_create(pk=WORKER, defaults={"since": now, "count": 1})


def last_beat() -> datetime | None:
    """Return when a worker last lived; None: not within a day."""
    return Tally.objects.filter(pk=WORKER).values_list("since", flat=True).first()


CHORES = [Chore(beat, every=timedelta(minutes=1))]
