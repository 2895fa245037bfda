"""Limits on how often one visitor does something, counted in the database.

So they hold on every worker and machine. No address is kept, only a keyed hash of it.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

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


class Limit(NamedTuple):
    """What `check` and `count` take: `check(**limit._asdict())`."""

    what: str
    who: str
    limit: int
    per: timedelta


def limits_of(what: str, sender: str, *, host: int, network: int, per: timedelta) -> list[Limit]:
    """Return the limits for one sender, and for the network it belongs to."""
    return [
        Limit(f"{what} from host", host_of(sender), host, per),
        Limit(f"{what} from network", network_of(sender), network, per),
    ]


def submission_of(what: str, digest: str, sender: str) -> Limit:
    """Return by what a submission is known that the same sender sends once more."""
    return Limit(f"{what} {digest}", host_of(sender), 1, KEPT)


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


def check(what: str, who: str, *, limit: int, per: timedelta) -> None:
    """Raise `TooOftenError` where `who` may not do `what` now, as in `count`; count nothing."""
    if tally := Tally.objects.filter(pk=_key(what, who)).first():
        _begin_or_refuse(tally, limit, per)


def has_done(what: str, who: str, *, per: timedelta) -> bool:
    """Return whether `who` was counted to do `what` within `per`; count nothing."""
    try:
        check(what, who, limit=1, per=per)
    except TooOftenError:
        return True
    return False


@transaction.atomic
def count(what: str, who: str, *, limit: int, per: timedelta) -> None:
    """Count that `who` does `what`, at most `limit` times within `per` of the first time.

    Raises `TooOftenError` beyond that; what is refused is not counted, nor is what is done in a
    transaction that is rolled back.
    """
    # Locked as it is found: between two steps, `forget_old` may delete it.
    tally, _is_new = Tally.objects.select_for_update().get_or_create(
        pk=_key(what, who), defaults={"since": timezone.now()}
    )
    _begin_or_refuse(tally, limit, per)
    tally.count += 1
    tally.save(update_fields=["since", "count"])


def allows(what: str, who: str, *, limit: int, per: timedelta) -> bool:
    """Count that `who` does `what`, and tell whether that is within the limit."""
    try:
        count(what, who, limit=limit, per=per)
    except TooOftenError:
        return False
    return True


def check_submission(one: Limit, limits: list[Limit]) -> None:
    """Raise `TooOftenError` where a submission is beyond the limits; count nothing.

    `one` is of this submission and this sender. Who sends the same once more is always heard.
    Whoever else sends it is not: else the answer would tell what somebody has sent.
    """
    if not has_done(one.what, one.who, per=one.per):
        for limit in limits:
            check(**limit._asdict())


@transaction.atomic
def count_submission(one: Limit, limits: list[Limit]) -> None:
    """Count a submission, unless it is the same of the same sender once more."""
    if allows(**one._asdict()):
        for limit in limits:
            count(**limit._asdict())


def forget_old(now: datetime) -> int:
    """Delete what was counted more than a day before `now`, and return its number."""
    return Tally.objects.filter(since__lt=now - KEPT).delete()[0]


def _begin_or_refuse(tally: Tally, limit: int, per: timedelta) -> None:
    # Read behind the lock: whoever had to wait must not come before those who had it.
    now = timezone.now()
    # What begins far in the future was counted before the clock was set back; a little ahead is
    # the clock of another machine.
    if abs(now - tally.since) >= per:
        tally.since, tally.count = now, 0
    if tally.count >= limit:
        raise TooOftenError(tally.since + per)


def _key(what: str, who: str) -> str:
    return salted_hmac("ijmsite.web.rates", f"{what}\n{who}", algorithm="sha256").hexdigest()
