from datetime import timedelta

from ijmsite.mail.chores import Chore

from .services import digests, reminders

CHORES = [
    Chore(digests.tell_of_flood, every=timedelta(minutes=1)),
    Chore(digests.tell_of_morning, every=timedelta(minutes=10)),
    Chore(reminders.remind, every=timedelta(hours=1)),
]
