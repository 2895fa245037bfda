"""The yardstick of the tests that no text is slow: it lets pass what is light, and nothing else."""

import pytest

from .effort import takes_less_than


def laborious(size):
    """Work that costs six times the limit at a `size` of 2000, so no busy moment hides it."""
    return sum(i * j for i in range(size) for j in range(8000))


def test_lets_pass_what_is_light():
    takes_less_than(1, lambda: sum(range(1000)))


def test_fails_what_is_slow_at_each_try():
    tries = []

    def slow():
        tries.append(laborious(2000))

    with pytest.raises(AssertionError):
        takes_less_than(1, slow)
    assert len(tries) == 3


def test_gives_another_try_to_what_met_a_busy_moment():
    sizes = [2000, 1]

    takes_less_than(1, lambda: laborious(sizes.pop(0)))
    assert sizes == []
