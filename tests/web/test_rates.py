"""How often somebody may do something: counted, kept without an address, forgotten."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ijmsite.web import rates
from ijmsite.web.models import Tally
from tests.threads import at_once

TEN = {"limit": 2, "per": timedelta(minutes=10)}


def is_free(who):
    """Tell whether one more is within the limit, counting nothing."""
    try:
        rates.check("write", who, **TEN)
    except rates.TooOftenError:
        return False
    return True


@pytest.mark.parametrize(
    ("address", "host", "network"),
    [
        ("203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("::1", "::/64", "::/48"),
        ("", "", ""),
        ("unix:", "", ""),
        ("203.0.113.9:443", "", ""),
    ],
)
def test_knows_the_sender_and_the_network_of_an_address(address, host, network):
    assert rates.host_of(address) == host
    assert rates.network_of(address) == network


@pytest.mark.django_db
def test_counts_up_to_the_limit_and_says_until_when(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    end = timezone.now() + timedelta(minutes=10)
    assert is_free("ana")
    assert rates.count_if_allowed("write", "ana", **TEN)
    time_machine.shift(timedelta(minutes=1))
    assert rates.count_if_allowed("write", "ana", **TEN)

    for ask in [rates.check, rates.count]:
        with pytest.raises(rates.TooOftenError) as refused:
            ask("write", "ana", **TEN)
        assert refused.value.until == end
    assert rates.count_if_allowed("write", "ben", **TEN)
    assert rates.count_if_allowed("read", "ana", **TEN)


@pytest.mark.django_db
def test_counts_for_all_or_for_none(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    hour, day = timedelta(hours=1), timedelta(days=1)
    both = [rates.Limit("write", "ana", 2, hour), rates.Limit("write", "all", 9, day)]
    rates.count_each(both)
    time_machine.shift(timedelta(minutes=1))
    rates.count_each(both)

    for _ in range(2):
        with pytest.raises(rates.TooOftenError) as refused:
            rates.count_each(both)
        assert refused.value.until == timezone.now() + timedelta(minutes=59)
    assert sorted(Tally.objects.values_list("count", flat=True)) == [2, 2]
    time_machine.shift(hour)
    rates.count_each(both)
    # The hour has begun anew, and the day goes on.
    assert sorted(Tally.objects.values_list("count", flat=True)) == [1, 3]


@pytest.mark.django_db
def test_says_when_the_last_of_several_limits_ends(time_machine, monkeypatch):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    hour, day = timedelta(hours=1), timedelta(days=1)
    both = [rates.Limit("write", "ana", 1, hour), rates.Limit("write", "all", 1, day)]
    rates.count_each(both)

    for limits, end in [(both, day), (both[:1], hour), ([rates.Limit("no", "", 0, hour)], hour)]:
        with pytest.raises(rates.TooOftenError) as refused:
            rates.count_each(limits)
        assert refused.value.until == timezone.now() + end
    # Forgotten between the two looks at it.
    monkeypatch.setattr(rates, "_tallies", lambda keys: [])
    with pytest.raises(rates.TooOftenError):
        rates.count_each(both)


@pytest.mark.django_db
def test_begins_anew_when_the_time_is_over(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    for _ in range(3):
        rates.count_if_allowed("write", "ana", **TEN)
    time_machine.shift(timedelta(minutes=10))

    assert is_free("ana")
    assert rates.count_if_allowed("write", "ana", **TEN)


@pytest.mark.django_db
def test_a_clock_that_is_set_back_locks_nobody_out(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    for _ in range(2):
        rates.count_if_allowed("write", "ana", **TEN)
    time_machine.move_to("2026-03-03T12:00:00Z", tick=False)

    assert is_free("ana")
    assert rates.count_if_allowed("write", "ana", **TEN)


@pytest.mark.django_db
def test_what_is_rolled_back_was_not_counted():
    for _ in range(3):
        with transaction.atomic():
            rates.count_if_allowed("write", "ana", **TEN)
            transaction.set_rollback(True)

    assert is_free("ana")
    assert not Tally.objects.exists()


@pytest.mark.django_db
def test_keeps_no_address(settings):
    rates.count_if_allowed("write", "zoe@courier.example", **TEN)
    [kept] = Tally.objects.values()
    assert "zoe" not in str(kept)
    assert "courier" not in str(kept)

    # Who knows the address but not the key of this site cannot look it up.
    settings.SECRET_KEY = "another " * 10
    assert rates._key("write", "zoe@courier.example") != kept["key"]


@pytest.mark.django_db
def test_forgets_what_is_a_day_old(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    rates.count_if_allowed("write", "ana", **TEN)
    time_machine.shift(timedelta(hours=12))
    rates.count_if_allowed("write", "ben", **TEN)
    time_machine.shift(timedelta(hours=12, seconds=1))

    assert rates.forget_old(timezone.now()) == 1
    assert Tally.objects.get().pk == rates._key("write", "ben")


@pytest.mark.django_db
def test_a_clock_that_is_a_little_behind_does_not_begin_anew(time_machine):
    """Another machine's, or that of a request which has waited for its turn."""
    time_machine.move_to("2026-03-03T14:00:01Z", tick=False)
    for _ in range(2):
        rates.count_if_allowed("write", "ana", **TEN)
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)

    assert not is_free("ana")
    assert not rates.count_if_allowed("write", "ana", **TEN)


@pytest.mark.parametrize("who", ["ana", "ben", "cleo"])
@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_are_never_more_than_the_limit(who):
    answers = at_once(
        lambda number: rates.count_if_allowed("write", who, limit=10, per=TEN["per"]), 24
    )

    assert answers.count(True) == 10
    assert Tally.objects.get().count == 10


@pytest.mark.engine("postgresql")
@pytest.mark.django_db(transaction=True)
def test_counts_what_is_forgotten_at_the_same_moment(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    rates.count_if_allowed("write", "ana", **TEN)
    time_machine.shift(timedelta(hours=25))

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        rates.forget_old(timezone.now())
        counting = pool.submit(
            at_once, lambda _number: rates.count_if_allowed("write", "ana", **TEN), 1
        )
        wait_until_it_waits(counting)
    assert counting.result() == [True]
    assert Tally.objects.get().count == 1


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("atomic", [transaction.atomic, nullcontext], ids=["within", "without"])
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_the_second_counts_for_none(atomic):
    def acknowledge(sender):
        mailbox = rates.Limit("acknowledgement", "zoe", 1, TEN["per"])
        rates.count_each([mailbox, rates.Limit("to host", sender, 5, TEN["per"])])

    def second(_number):
        with atomic(), pytest.raises(rates.TooOftenError):
            acknowledge("ben")

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        acknowledge("ana")
        counting = pool.submit(at_once, second, 1)
        wait_until_it_waits(counting)
    counting.result()

    assert not Tally.objects.filter(pk=rates._key("to host", "ben"), count__gt=0).exists()
    assert Tally.objects.filter(count=1).count() == 2


def wait_until_it_waits(counting):
    """Return once another connection waits for a lock of this one, or does not have to."""
    waiting = "SELECT 1 FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        while not counting.done():
            cursor.execute(waiting)
            if cursor.fetchone():
                return
