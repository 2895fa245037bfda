from datetime import timedelta

from ijmsite.mail.chores import Chore

from .ledger import forget_unconfirmed

CHORES = [Chore(forget_unconfirmed, every=timedelta(hours=1))]
