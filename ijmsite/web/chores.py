from datetime import timedelta

from ijmsite.mail.chores import Chore

from .rates import forget_old

CHORES = [Chore(forget_old, every=timedelta(hours=1))]
