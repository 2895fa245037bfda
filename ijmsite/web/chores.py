from datetime import timedelta

from ijmsite.mail.chores import Chore

from .pings import tell_of_worker
from .rates import forget_old

CHORES = [
    Chore(forget_old, every=timedelta(hours=1)),
    Chore(tell_of_worker, every=timedelta(minutes=1)),
]
