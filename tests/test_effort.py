"""The yardstick of the tests that no text is slow: it lets pass what is light, and nothing else."""

import pytest

from .effort import takes_less_than


def test_lets_pass_what_is_light():
    takes_less_than(1, lambda: sum(range(1000)))


def test_fails_what_is_slow_at_each_try():
    tries = []

    def slow():
        tries.append(sum(i * j for i in range(2000) for j in range(2000)))

    with pytest.raises(AssertionError):
        takes_less_than(1, slow)
    assert len(tries) == 3


def test_gives_another_try_to_what_met_a_busy_moment():
    sizes = [2000, 1]

    takes_less_than(1, lambda: sum(i * j for i in range(sizes.pop(0)) for j in range(2000)))
    assert sizes == []
