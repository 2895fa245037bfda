from datetime import timedelta

from ijmsite.mail.chores import Chore

from .purging import purge_at_night

CHORES = [Chore(purge_at_night, every=timedelta(minutes=10))]
