"""How long what is about people is kept: what our privacy page promises.

What is no longer needed for its purpose is destroyed: PIPEDA, S.C. 2000, c. 5, Schedule 1, 4.5.3,
which in 4.5.2 asks for terms that are written down. Shorter ones are set in `ijmsite.mail` (texts
of mails, thirty days) and in the ledger (what was never confirmed, thirty days).
"""

import calendar
from datetime import datetime, timedelta

# What looks like spam, or was called so, and sign-ups that a program seems to have typed.
SUSPECTED = timedelta(days=30)

# Months from the moment at which
INQUIRY = 18  # it was settled
SIGN_UP = 24  # they last had something to do with us, or their event took place
MESSAGE = 18  # it ended: as long as the inquiry that it may belong to
READING_LINK = 24  # it expired
# The limitation period of Canada's Anti-Spam Legislation, S.C. 2010, c. 23, s. 23.
REQUEST = 36  # it was settled
# At least 24: Breach of Security Safeguards Regulations, SOR/2018-64, s. 6.
BREACH = 36  # we found out


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day and time so many months earlier, or the last day of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
