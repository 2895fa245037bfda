from datetime import timedelta

from ijmsite.mail.chores import Chore

from .ledger import forget_unconfirmed
from .purging import purge_at_night

CHORES = [
    Chore(forget_unconfirmed, every=timedelta(hours=1)),
    Chore(purge_at_night, every=timedelta(minutes=10)),
]
