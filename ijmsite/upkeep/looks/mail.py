"""Mail: does somebody carry it, how long has it waited, and does it reach the office?"""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min, Q
from django.db.models.functions import Lower
from django.utils import timezone

from ijmsite.mail.addresses import one_address
from ijmsite.mail.models import UNREACHABLE, Message
from ijmsite.upkeep.chores import last_beat
from ijmsite.upkeep.health import Finding, Level, ok

# It says each minute that it lives; one message may take two minutes and a half.
SILENT = timedelta(minutes=5)
# A clock that was set back by less is corrected by itself.
AHEAD = timedelta(minutes=5)
LONG = timedelta(minutes=15)
VERY_LONG = timedelta(hours=1)
INBOXES = ["PRESS_INBOX", "FUNDRAISING_INBOX"]
SEND_AGAIN = "Admin, Messages, those that need a look: read why, and send them again."
# No mail ever arrives there: RFC 2606.
SAMPLE = (".example", ".invalid", ".test", "@example.org", "@example.com", "@example.net")


def worker() -> Finding:
    beat = last_beat()
    start = "Start `manage.py deliver_mail`, and see in its log why it ended."
    if beat is None:
        return Finding(Level.FAILURE, "has not run for a day, or never", start)
    silent = timezone.now() - beat
    if silent < -AHEAD:
        return Finding(
            Level.FAILURE,
            f"says that it lives in the future, by {minutes(-silent)}",
            "A clock was set back, or those of two machines differ: see `timedatectl`.",
        )
    if silent > SILENT:
        return Finding(Level.FAILURE, f"has been silent for {minutes(silent)}", start)
    return ok("lives")


def oldest() -> Finding:
    """Look for mail that nobody carries, and for what one mailbox refuses again and again."""
    now = timezone.now()
    stuck = Q(tries=0) | Q(last_error__startswith=UNREACHABLE) | Q(state=Message.State.SENDING)
    found = Message.objects.waiting().aggregate(
        untried=Min("created_at", filter=stuck), refused=Min("created_at", filter=~stuck)
    )
    if found["untried"] and now - found["untried"] > LONG:
        return Finding(
            Level.FAILURE,
            f"has waited for {minutes(now - found['untried'])}, and was not taken by the server",
            "Is the mail worker running? Does the server of EMAIL_URL answer? The reason stands "
            "in the admin under Messages.",
        )
    if found["refused"] and now - found["refused"] > VERY_LONG:
        return Finding(
            Level.WARNING,
            f"has been put off by its receiver for {minutes(now - found['refused'])}",
            "Look into the admin under Messages: one full mailbox needs nothing, many do.",
        )
    return ok("nothing has waited for long")


def recipients() -> Finding:
    """Look whether the inboxes of the office are addresses, and whether mail has reached them."""
    for name in INBOXES:
        address = getattr(settings, name)
        try:
            bare = one_address(address)
        except ValueError:
            return Finding(
                Level.FAILURE, f"{name} is not one address", f"Set {name} to one address."
            )
        if bare.lower().endswith(SAMPLE):
            return Finding(
                Level.FAILURE if settings.PRODUCTION else Level.WARNING,
                f"{name} is a sample address, which nobody reads",
                f"Set {name} to the inbox of the office.",
            )
    inboxes = {getattr(settings, name).lower(): name for name in INBOXES}
    counts = undelivered([*inboxes])
    for address, name in inboxes.items():
        if address in counts:
            return Finding(
                Level.FAILURE,
                f"{counts[address]} mails to {name} did not arrive within 30 days, or may not have",
                SEND_AGAIN,
            )
    return ok("the inboxes of the office are reached")


def undelivered(addresses: Collection[str]) -> dict[str, int]:
    """Return how many of the last mails to each of these did not arrive, or perhaps did not."""
    troubled = Message.objects.needing_a_look().annotate(where=Lower("to"))
    rows = troubled.filter(where__in={address.lower() for address in addresses})
    return dict(rows.order_by().values_list("where").annotate(Count("pk")))


def minutes(length: timedelta) -> str:
    """Return a length of time as people say it."""
    total = int(length.total_seconds() // 60)
    if total < 120:
        return f"{total} minutes"
    return f"{total // 60} hours" if total < 48 * 60 else f"{total // (24 * 60)} days"
