"""Limits on how often one visitor does something, counted in the database.

So they hold on every worker and machine. No address is kept, only a keyed hash of it.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Tally

KEPT = timedelta(days=1)


class TooOftenError(Exception):
    """The limit is reached; `until` is when it ends."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too often")
        self.until = until


def host_of(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, or the /64 of an IPv6 one.

    Whoever has one IPv6 address has the other 2^64 of its network too (RFC 6177, section 2).
    """
    return _prefix(address, 32, 64)


def network_of(address: str) -> str:
    """Return the network of a sender: a /24 of IPv4, a /48 of IPv6."""
    return _prefix(address, 24, 48)


def _prefix(address: str, bits_of_4: int, bits_of_6: int) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        return ""  # A socket without addresses: all of them count as one.
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    bits = bits_of_4 if ip.version == 4 else bits_of_6
    return str(ip_network((ip, bits), strict=False))


def full_until(what: str, who: str, *, limit: int, per: timedelta) -> datetime | None:
    """Return until when `who` may not do `what`, or None where they may; count nothing."""
    tally = Tally.objects.filter(pk=_key(what, who)).first()
    now = timezone.now()
    if tally is None or tally.count < limit or _is_over(tally, per, now):
        return None
    return tally.since + per


@transaction.atomic
def take(what: str, who: str, *, limit: int, per: timedelta) -> datetime | None:
    """Count that `who` does `what`, at most `limit` times within `per` of the first time.

    Returns None where that is within the limit, else the moment until when it is not; that
    is not counted. Inside a transaction that is rolled back, nothing was counted.
    """
    key = _key(what, who)
    Tally.objects.get_or_create(pk=key, defaults={"since": timezone.now()})
    tally = Tally.objects.select_for_update().get(pk=key)
    # Read behind the lock: whoever had to wait must not come before those who had it.
    now = timezone.now()
    if _is_over(tally, per, now):
        tally.since, tally.count = now, 0
    if tally.count >= limit:
        return tally.since + per
    tally.count += 1
    tally.save(update_fields=["since", "count"])
    return None


def forget_old(now: datetime) -> int:
    """Delete what was counted more than a day before `now`, and return its number."""
    return Tally.objects.filter(since__lt=now - KEPT).delete()[0]


def _is_over(tally: Tally, per: timedelta, now: datetime) -> bool:
    # What begins far in the future was counted before the clock was set back; a little ahead is
    # the clock of another machine.
    return abs(now - tally.since) >= per


def _key(what: str, who: str) -> str:
    return salted_hmac("ijmsite.web.rates", f"{what}\n{who}", algorithm="sha256").hexdigest()
