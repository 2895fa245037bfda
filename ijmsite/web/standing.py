"""What is on every page until somebody changes it: read once for each state of the content."""

from collections.abc import Callable, Hashable
from functools import wraps
from math import inf
from time import time
from typing import TypeVar

from django.db import connection

from .content import shared_reader, shared_until

Value = TypeVar("Value")


def standing(read: Callable[[], Value]) -> Callable[[], Value]:
    """Let `read`, which takes nothing but rows of the content, be asked when they have changed.

    The rows must be of models in the list of some module `content` (see `ijmsite.web.content`),
    and what is returned must be changed by nobody: it is the same for all requests of a process.
    What depends on the present moment is for the caller to choose from it. Within a transaction,
    which may have changed something that nobody else sees, it is read each time.
    """
    return kept_while(read, lambda _version, _now: inf)


def passing(read: Callable[[], Value]) -> Callable[[], Value]:
    """Let `read` be asked as by `standing`, and whenever a moment comes that changes pages.

    So it may depend on the present moment, as far as `next_moments` of its app tells when that
    makes a difference.
    """
    return kept_while(read, lambda version, now: shared_until()(version, now))


def kept_while(
    read: Callable[[], Value], until: Callable[[Hashable, float], float]
) -> Callable[[], Value]:
    known: tuple[Hashable, float, float, Value] | None = None

    @wraps(read)
    def wrapper() -> Value:
        nonlocal known
        # Read before the rows: a change between the two makes what was read old at once.
        version = None if connection.in_atomic_block else shared_reader()()
        if version is None:
            return read()
        found, now = known, time()
        # A clock may be set back.
        if found is None or found[0] != version or not found[1] <= now < found[2]:
            found = known = version, now, until(version, now), read()
        return found[3]

    return wrapper
