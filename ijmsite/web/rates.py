"""Limits on how often one visitor does something, counted in the database.

So they hold on every worker and machine. No address is kept, only a keyed hash of it.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F
from django.utils import timezone

from .models import Tally
from .prepared import prepared

KEPT = timedelta(days=1)
# One statement: it looks at all, and once more at each behind the lock of its row: whoever had to
# wait must not come before those who had it. What begins far in the future was counted before the
# clock was set back, and begins anew; a little ahead is the clock of another machine.
OVER = "(web_tally.since <= asked.begun OR web_tally.since >= asked.ahead)"
COUNT = f"""
    WITH asked (key, most, begun, ahead) AS (VALUES [asked])
    INSERT INTO web_tally (key, since, count) SELECT asked.key, %s, 1 FROM asked WHERE NOT EXISTS (
        SELECT 1 FROM asked JOIN web_tally ON web_tally.key = asked.key
        WHERE web_tally.count >= asked.most AND NOT {OVER}
    )
    ON CONFLICT (key) DO UPDATE SET (since, count) = (
        SELECT CASE WHEN {OVER} THEN excluded.since ELSE web_tally.since END,
            CASE WHEN {OVER} THEN 1 ELSE web_tally.count + 1 END
        FROM asked WHERE asked.key = excluded.key
    )
    WHERE EXISTS (
        SELECT 1 FROM asked
        WHERE asked.key = excluded.key AND ({OVER} OR web_tally.count < asked.most)
    )
    RETURNING key
"""  # noqa: S608 (our own)


class TooOftenError(Exception):
    """The limit is reached; `until` is when it ends."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too often")
        self.until = until


class Limit(NamedTuple):
    """How often somebody may do something: what `count_each` takes."""

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
    rest = ip.max_prefixlen - bits
    return f"{type(ip)(int(ip) >> rest << rest)}/{bits}"


def ends_at(what: str, who: str, *, limit: int, per: timedelta) -> datetime | None:
    """Return when a limit ends that `who` has reached, as in `count`; None where there is none."""
    return _end_of(Tally.objects.filter(pk=_key(what, who)).first(), limit, per)


def check(what: str, who: str, *, limit: int, per: timedelta) -> None:
    """Raise `TooOftenError` where `who` may not do `what` now, as in `count`; count nothing."""
    if until := ends_at(what, who, limit=limit, per=per):
        raise TooOftenError(until)


def count(what: str, who: str, *, limit: int, per: timedelta) -> None:
    """Count that `who` does `what`, at most `limit` times within `per` of the first time.

    Raises `TooOftenError` beyond that; what is refused is not counted, nor is what is done in a
    transaction that is rolled back.
    """
    count_each([Limit(what, who, limit, per)])


def count_each(limits: list[Limit]) -> None:
    """Count as `count` does for each of these, or for none where one of them is reached."""
    now = timezone.now()
    for _what, _who, most, per in limits:
        if most < 1:
            raise TooOftenError(now + per)
    keys = {_key(limit.what, limit.who): limit for limit in limits}
    connection = connections[DEFAULT_DB_ALIAS]
    adapted = connection.ops.adapt_datetimefield_value
    params = [
        value
        for key, (_what, _who, most, per) in keys.items()
        for value in (key, most, adapted(now - per), adapted(now + per))
    ]
    with connection.cursor() as cursor:
        cursor.execute(_counting(len(keys)), [*params, adapted(now)])
        counted = [key for (key,) in cursor.fetchall()]
    if len(counted) < len(keys):
        # On PostgreSQL, somebody who came at the same moment may have reached one of them after all
        # were looked at: what was counted of the others is taken back.
        Tally.objects.filter(pk__in=counted).update(count=F("count") - 1)
        tallies = {tally.key: tally for tally in _tallies(keys=[*keys])}
        ends = [_end_of(tallies.get(key), most, per) for key, (_, _, most, per) in keys.items()]
        raise TooOftenError(max(filter(None, ends), default=now))


@cache
def _counting(limits: int) -> str:
    return COUNT.replace("[asked]", ", ".join(["(%s, %s, %s, %s)"] * limits))


def count_if_allowed(what: str, who: str, *, limit: int, per: timedelta) -> bool:
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
    keys = {limit: _key(limit.what, limit.who) for limit in [one, *limits]}
    # One question for all.
    tallies = {tally.key: tally for tally in _tallies(keys=[*keys.values()])}
    for limit, key in keys.items():
        until = _end_of(tallies.get(key), limit.limit, limit.per)
        if until and limit == one:
            return
        if until:
            raise TooOftenError(until)


def count_submission(one: Limit, limits: list[Limit]) -> None:
    """Count a submission, unless it is the same of the same sender once more.

    It is called in a transaction, all of which what is refused rolls back.
    """
    if count_if_allowed(**one._asdict()):
        count_each(limits)


def forget(*counted: tuple[str, str]) -> None:
    """Begin anew with what was counted of these, each as (what, who)."""
    Tally.objects.filter(pk__in=[_key(what, who) for what, who in counted]).delete()


def forget_old(now: datetime) -> int:
    """Delete what was counted more than a day before `now`, and return its number."""
    return Tally.objects.filter(since__lt=now - KEPT).delete()[0]


def _end_of(tally: Tally | None, limit: int, per: timedelta) -> datetime | None:
    if tally and abs(timezone.now() - tally.since) < per and tally.count >= limit:
        return tally.since + per
    return None


@prepared(Tally)
def _tallies(keys):
    return Tally.objects.filter(pk__in=keys)


def _key(what: str, who: str) -> str:
    return hmac.digest(_secret(settings.SECRET_KEY), f"{what}\n{who}".encode(), "sha256").hex()


# As `salted_hmac` of Django, which makes it anew each time.
@lru_cache(maxsize=1)
def _secret(key: str) -> bytes:
    return hashlib.sha256(f"ijmsite.web.rates{key}".encode()).digest()
