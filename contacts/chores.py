from datetime import timedelta

from ijmsite.mail.chores import Chore

from .kit import assets
from .services import digests, telling

CHORES = [
    Chore(telling.escalate, every=timedelta(seconds=30)),
    Chore(digests.tell_of_flood, every=timedelta(minutes=1)),
    Chore(digests.tell_of_quarantine, every=timedelta(minutes=10)),
    Chore(assets.remove_old, every=timedelta(minutes=10)),
]
